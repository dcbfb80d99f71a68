import { ConnectorError } from '../errors/connector-error.ts';

/** Refused for the moment by a database that answers: conflicts of transactions, time-outs of its own, names. */
const ANSWERED = /^(0A000|26000|40...|25P03|42P05|57014)$/;

/** Whether a failure is that of a database that does not answer, or no longer as one that can be written to. */
export function isDatabaseGone(thrown: unknown): boolean {
  if (!(thrown instanceof ConnectorError) || thrown.code !== 'STORE_UNAVAILABLE') return false;
  const { cause } = thrown;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return !ANSWERED.test(code);
}
