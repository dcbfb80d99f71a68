import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import type { JsonSchema } from '../../src/schema/validator.ts';
import { OPERATION_TAG } from './openapi-open-paths.ts';
import { errorResponse, errorResponses, REQUEST_ID } from './openapi-responses.ts';

const CHALLENGE_EXAMPLE = 'kQ2iIw3Xh0VdJd1cWv5n';

const VERIFICATION: JsonSchema = {
  title: 'Verification',
  description: 'What Okta wants to see before it sends events.',
  type: 'object',
  properties: {
    verification: {
      title: 'Verification',
      description: 'The text of the header.',
      type: 'string',
      example: CHALLENGE_EXAMPLE,
    },
  },
  required: ['verification'],
  additionalProperties: false,
};

/** Okta sends much more than is looked at, and null in many places: no shape of it is promised here. */
const DELIVERY: JsonSchema = {
  title: 'Delivery',
  description: `Events as the event hook of Okta sends them, in the list data.events. These types count: ${HOOK_EVENT_TYPES.join(', ')}.`,
  type: 'object',
  example: { data: { events: [] } },
};

const HOOK = { tags: [OPERATION_TAG], security: [] };
const header = (name: string, required: boolean, description: string, example: string): object => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
  example,
});

const verify = {
  ...HOOK,
  operationId: 'verifyOktaHook',
  summary: 'Proves to Okta whose this address is.',
  description: 'Called once by Okta when the event hook is verified. Not found where OKTA_HOOK_SECRET is not set.',
  parameters: [header('X-Okta-Verification-Challenge', true, 'A text that is to be sent back.', CHALLENGE_EXAMPLE)],
  responses: {
    200: {
      description: 'The challenge.',
      headers: REQUEST_ID,
      content: { 'application/json': { schema: VERIFICATION } },
    },
    ...errorResponses([400, 404, 405]),
  },
};

const deliver = {
  ...HOOK,
  operationId: 'deliverOktaEvents',
  summary: "Takes the events of Okta's event hook.",
  description:
    'Stores of whom the events say that something may have changed; they are read anew in Okta soon after. Wants the header Authorization with the text of OKTA_HOOK_SECRET, and is not found where that is not set.',
  requestBody: { required: true, content: { 'application/json': { schema: DELIVERY } } },
  responses: {
    204: { description: 'All of it is stored.', headers: REQUEST_ID },
    // What Okta sends is no token, so none is asked for.
    401: { ...errorResponse(401), headers: REQUEST_ID },
    ...errorResponses([400, 404, 405, 413, 415, 503]),
  },
};

/** The target of Okta's event hook. https://developer.okta.com/docs/concepts/event-hooks/ */
export const hookPaths = (): object => ({ '/v1/hooks/okta': { get: verify, post: deliver } });
