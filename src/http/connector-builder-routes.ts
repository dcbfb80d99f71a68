import { type RequestHandler, Router } from 'express';
import { WORK_MS } from '../actions/run-action.ts';
import { requireScope } from '../auth/caller.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import type { Attribute } from '../push/attribute.ts';
import type { Services } from '../services.ts';
import { authenticate, callerOf } from './authorize.ts';

const SCOPE = 'omni.attributes.read';

/** Connector Builder, dynamic dropdown: what is shown, and what is stored. */
const option = ({ label, reference }: Attribute) => ({ value: label, key: reference });

/** Connector Builder, dynamic fields. They have no list type: several values are a text with commas. */
const field = ({ label, reference, type, multiValued }: Attribute) => ({
  name: reference,
  displayname: label,
  type: type === 'number' && !multiValued ? 'Number' : 'Text',
  required: false,
});

/**
 * The two lists in the exact shapes that Connector Builder's dynamic inputs take; the only bare lists of the API.
 * https://help.okta.com/wf/en-us/content/topics/workflows/connector-builder/dynamic-fields-options.htm
 */
export function connectorBuilderRoutes({ instance, clock }: Services, guard: TokenGuard): Router {
  const list =
    (shape: (attribute: Attribute) => object): RequestHandler =>
    async (_request, response) => {
      requireScope(callerOf(response), SCOPE);
      const call = { lane: 'interactive', deadline: clock.now() + WORK_MS, expected: 1 } as const;
      const attributes = await instance.withSession(call, (omni) => omni.listAttributes());
      const own = attributes.filter(({ system }) => !system);
      response.json(own.toSorted((one, other) => one.label.localeCompare(other.label, 'en')).map(shape));
    };

  const router = Router();
  router.get('/options/attributes', authenticate(guard), list(option));
  router.get('/fields/values', authenticate(guard), list(field));
  return router;
}
