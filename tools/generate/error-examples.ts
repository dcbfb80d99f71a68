import { ConnectorError } from '../../src/errors/connector-error.ts';

/** One failure for each status that an operation can answer with. */
const SAMPLES: readonly ConnectorError[] = [
  new ConnectorError('BODY_INVALID', { action: 'set-user-values', problem: '/userName is missing' }, [
    { path: '/userName', message: 'is missing' },
  ]),
  new ConnectorError('TOKEN_EXPIRED'),
  new ConnectorError('SCOPE_MISSING', { scope: 'omni.values.write' }),
  new ConnectorError('USER_NOT_FOUND', { userName: 'analyst.one@acme.example' }),
  new ConnectorError('METHOD_NOT_ALLOWED', { method: 'GET', path: '/v1/actions/set-user-values', allow: 'POST' }),
  new ConnectorError('IDEMPOTENCY_KEY_BUSY', { seconds: 5 }),
  new ConnectorError('BODY_TOO_LARGE', { limit: 1_000_000 }),
  new ConnectorError('BODY_WRONG_TYPE', { type: 'text/plain' }),
  new ConnectorError('VALUE_NOT_A_NUMBER', { reference: 'seat_count', what: 'a text' }, [
    { path: '/values/seat_count', message: 'takes numbers only' },
  ]),
  new ConnectorError('OMNI_BUDGET_FULL', { seconds: 60 }),
  new ConnectorError('INTERNAL'),
  new ConnectorError('OMNI_KEY_REFUSED', { detail: 'it answered 401' }),
  new ConnectorError('OMNI_UNREACHABLE', { problem: 'connection refused' }),
  new ConnectorError('OMNI_TOO_SLOW', { done: 'nothing was written' }),
];

/**
 * The body of an error answer with this status.
 *
 * @throws Error when there is no sample of this status
 */
export function errorExample(status: number, requestId: string): object {
  const error = SAMPLES.find(({ statusCode }) => statusCode === status);
  if (!error)
    throw new Error(`no example of an error with status ${status}: add one to tools/generate/error-examples.ts`);
  return error.body(requestId);
}
