import type { ErrorKind } from './error-kind.ts';

/** Failures of the request itself. */
export const REQUEST_ERRORS = {
  BODY_NOT_JSON: {
    status: 400,
    message: 'The body is not a JSON object: {problem}.',
    fix: 'Send one JSON object, for example {}.',
  },
  BODY_INVALID: {
    status: 400,
    message: 'The request does not match the action {action}: {problem}.',
    fix: 'Correct the fields named in details; docs/actions.md shows each with an example.',
  },
  HOOK_BODY_INVALID: {
    status: 400,
    message: 'The body is no delivery of an event hook of Okta: {problem}.',
    fix: 'Give this address to an event hook; an inline hook, or anything else, has nothing to send here.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    message: 'The Idempotency-Key header is not usable.',
    fix: 'Send 1 to 255 printable ASCII characters, for example the execution id of the flow and the name of the card.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than {limit} bytes.',
    fix: 'Send fewer rows per call, or raise MAX_BODY_BYTES.',
  },
  BODY_WRONG_TYPE: {
    status: 415,
    message: 'The body is of type {type}, not application/json.',
    fix: 'Set the header Content-Type to application/json.',
  },
  ACTION_NOT_FOUND: {
    status: 404,
    message: 'There is no action {action}.',
    fix: 'Use an action listed in /manifest.json.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: 'There is nothing at {path}.',
    fix: 'Call POST /v1/actions/<action>; /openapi.json lists every route.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: '{path} does not take {method}.',
    fix: 'Use {allow}.',
  },
  IDEMPOTENCY_KEY_BUSY: {
    status: 409,
    message: 'A call with this Idempotency-Key is still running.',
    fix: 'Repeat the same call later: it will get the answer of the running one.',
    retryable: true,
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    message: 'This Idempotency-Key was used with another action or body.',
    fix: 'Use a new key for each new call; repeat a key only with the same action and the same body. A key is kept for a day.',
  },

  REQUEST_MALFORMED: {
    status: 400,
    message: 'The request is not valid HTTP.',
    fix: 'Check the client or the proxy in front of the connector.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    message: 'The request did not arrive in time.',
    fix: 'Repeat the call; if it happens often, check the network between the client and the connector.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    message: 'The headers of the request are too large.',
    fix: 'Send fewer or shorter headers, and no values in the address.',
  },
} as const satisfies Record<string, ErrorKind>;
