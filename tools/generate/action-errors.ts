import type { Action } from '../../src/actions/action.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/errors/error-codes.ts';
import type { DynamicRoute } from './dynamic-routes.ts';

/** Any call with a token can meet these. */
const TOKEN: readonly ErrorCode[] = [
  'TOKEN_MISSING',
  'TOKEN_MALFORMED',
  'TOKEN_ENCRYPTED',
  'TOKEN_DPOP_BOUND',
  'TOKEN_EXPIRED',
  'TOKEN_NOT_YET_VALID',
  'TOKEN_CLAIMS_INVALID',
  'TOKEN_WRONG_ISSUER',
  'TOKEN_FROM_ORG_SERVER',
  'TOKEN_WRONG_AUDIENCE',
  'TOKEN_UNKNOWN_KEY',
  'TOKEN_BAD_SIGNATURE',
  'CLIENT_NOT_ALLOWED',
  'OKTA_KEYS_UNAVAILABLE',
];
const BODY: readonly ErrorCode[] = ['BODY_NOT_JSON', 'BODY_INVALID', 'BODY_TOO_LARGE', 'BODY_WRONG_TYPE'];
const CONNECTOR: readonly ErrorCode[] = ['METHOD_NOT_ALLOWED', 'STORE_UNAVAILABLE', 'SHUTTING_DOWN', 'INTERNAL'];
const OMNI: readonly ErrorCode[] = [
  'OMNI_BUDGET_FULL',
  'OMNI_RATE_LIMITED',
  'OMNI_KEY_REFUSED',
  'OMNI_KEY_NOT_ORGANIZATION',
  'OMNI_REFUSED',
  'OMNI_UNEXPECTED_ANSWER',
  'OMNI_UNREACHABLE',
  'OMNI_TOO_SLOW',
];
const OKTA: readonly ErrorCode[] = [
  'OKTA_NOT_CONFIGURED',
  'OKTA_ACCESS_REFUSED',
  'OKTA_APP_NOT_FOUND',
  'OKTA_REFUSED',
  'OKTA_RATE_LIMITED',
  'OKTA_UNEXPECTED_ANSWER',
  'OKTA_UNREACHABLE',
  'OKTA_TOO_SLOW',
];
const SCOPED: readonly ErrorCode[] = ['SCOPE_MISSING'];
const WRITE: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_BUSY', 'IDEMPOTENCY_KEY_REUSED'];

/** The codes that come with a kind of action, with the words that name the kind. */
export const COMMON_ERRORS: readonly { readonly of: string; readonly codes: readonly ErrorCode[] }[] = [
  { of: 'Every action', codes: [...TOKEN, ...BODY, ...CONNECTOR] },
  { of: 'Every action with a scope', codes: SCOPED },
  { of: 'Every action that asks Omni', codes: OMNI },
  { of: 'Every action that asks Okta', codes: OKTA },
  { of: 'Every action that writes', codes: WRITE },
];

/** All codes that an action can answer with. */
export const errorsOfAction = ({
  scope,
  effect,
  omniRequests,
  asksOkta,
  throws,
}: Action<unknown>): ReadonlySet<ErrorCode> =>
  new Set([
    ...TOKEN,
    ...BODY,
    ...CONNECTOR,
    ...(scope ? SCOPED : []),
    ...(omniRequests > 0 ? OMNI : []),
    ...(asksOkta ? OKTA : []),
    ...(effect === 'write' ? WRITE : []),
    ...throws,
  ]);

/** All codes that an action without a scope can answer with where it is called without a body. */
export const errorsWithoutBody = ({ throws }: Action<unknown>): ReadonlySet<ErrorCode> =>
  new Set([...TOKEN, ...CONNECTOR, ...OMNI, ...throws]);

/** All codes that a dynamic route can answer with. */
export const errorsOfDynamicRoute = ({ throws }: DynamicRoute): ReadonlySet<ErrorCode> =>
  new Set([...TOKEN, ...CONNECTOR, ...SCOPED, ...OMNI, ...throws]);

/** The HTTP statuses of the codes, ascending. */
export const statusesOf = (codes: Iterable<ErrorCode>): number[] =>
  [...new Set([...codes].map((code) => ERROR_CODES[code].status))].sort((one, other) => one - other);
