import { ConnectorError, type ErrorDetail, type ErrorFacts } from '../../src/errors/connector-error.ts';
import type { ErrorCode } from '../../src/errors/error-codes.ts';

interface Sample {
  readonly code: ErrorCode;
  readonly facts?: ErrorFacts;
  readonly details?: readonly ErrorDetail[];
}

/** One failure for each status that an operation can answer with. */
const SAMPLES: readonly Sample[] = [
  {
    code: 'BODY_INVALID',
    facts: { action: 'set-user-values', problem: '/userName is missing' },
    details: [{ path: '/userName', message: 'is missing' }],
  },
  { code: 'TOKEN_EXPIRED' },
  { code: 'SCOPE_MISSING', facts: { scope: 'omni.values.write' } },
  { code: 'USER_NOT_FOUND', facts: { userName: 'analyst.one@acme.example' } },
  { code: 'METHOD_NOT_ALLOWED', facts: { method: 'GET', path: '/v1/actions/set-user-values', allow: 'POST' } },
  { code: 'IDEMPOTENCY_KEY_BUSY', facts: { seconds: 5 } },
  { code: 'BODY_TOO_LARGE', facts: { limit: 1_000_000 } },
  { code: 'BODY_WRONG_TYPE', facts: { type: 'text/plain' } },
  {
    code: 'VALUE_NOT_A_NUMBER',
    facts: { reference: 'seat_count', what: 'a text' },
    details: [{ path: '/values/seat_count', message: 'takes numbers only' }],
  },
  { code: 'OMNI_BUDGET_FULL', facts: { seconds: 60 } },
  { code: 'INTERNAL' },
  { code: 'OMNI_KEY_REFUSED', facts: { detail: 'it answered 401' } },
  { code: 'OMNI_UNREACHABLE', facts: { problem: 'connection refused' } },
  { code: 'OMNI_TOO_SLOW', facts: { done: 'nothing was written' } },
];

/**
 * The body of an error answer with this status.
 *
 * @throws Error when there is no sample of this status
 */
export function errorExample(status: number, requestId: string): object {
  const errors = SAMPLES.map(({ code, facts, details }) => new ConnectorError(code, facts, details));
  const error = errors.find(({ statusCode }) => statusCode === status);
  if (!error)
    throw new Error(`no example of an error with status ${status}: add one to tools/generate/error-examples.ts`);
  return error.body(requestId);
}
