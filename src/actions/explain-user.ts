import { explainUser } from '../apply/explain-user.ts';
import type { ExplainUserInput, ExplainUserOutput } from '../schema/types.ts';
import { explainMissing, explainSources } from '../sync/explain-sources.ts';
import { defineAction } from './action.ts';

/** Walks the steps of a write without writing, so that an admin sees where it would stop and why. */
export default defineAction<ExplainUserInput, ExplainUserOutput>({
  name: 'explain-user',
  title: 'Explain User',
  description: 'Shows step by step what writing these values to this user would meet; nothing is written.',
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 3,
  throws: [],
  run: (context, { userName, values = {}, emptyText = 'error' }) =>
    explainUser(
      context,
      { userName, values, emptyText },
      context.okta.isConfigured
        ? {
            source: (references) => explainSources(context, userName, references),
            missing: () => explainMissing(context, userName),
          }
        : undefined,
    ),
});
