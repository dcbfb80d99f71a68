import { explainUser } from '../apply/explain-user.ts';
import type { ExplainUserInput, ExplainUserOutput } from '../schema/types.ts';
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
  example: {
    input: { userName: 'analyst.one@acme.example', values: { seat_count: 25 } },
    output: {
      steps: [
        { step: 'omni-reachable', ok: true, detail: 'Omni answers and shows 3 user attributes.' },
        { step: 'references-known', ok: true, detail: 'Every reference is known.' },
        { step: 'values-fit', ok: true, detail: 'Every value fits its attribute.' },
        { step: 'user-found', ok: true, detail: 'Omni has the user analyst.one@acme.example.' },
        { step: 'user-active', ok: true, detail: 'The user is active.' },
        { step: 'values-shown', ok: true, detail: 'Omni shows the values of this user.' },
        { step: 'write-needed', ok: true, detail: '1 value would be written.' },
        { step: 'okta-push', ok: true, detail: 'Okta pushes none of these attributes by itself.' },
      ],
      wouldChange: true,
      changes: [
        {
          reference: 'seat_count',
          before: '12',
          after: '25',
          beforeValues: ['12'],
          afterValues: ['25'],
          outcome: 'not-sent',
        },
      ],
    },
  },
  run: (context, { userName, values = {}, emptyText = 'error' }) =>
    explainUser(context, { userName, values, emptyText }),
});
