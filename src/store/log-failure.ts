import { isDatabaseGone } from './is-gone.ts';

/** The part of a pino logger that tells of failures. */
export interface FailureLog {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/**
 * Tells of work in the background that has failed and is tried again. That the database is gone is told once for all of
 * them (`watchDatabase`); what it keeps from its work is for whoever looks closer.
 */
export function logFailure(
  log: FailureLog,
  fields: { readonly err: unknown; readonly [name: string]: unknown },
  message: string,
): void {
  if (isDatabaseGone(fields.err)) log.debug(fields, message);
  else log.warn(fields, message);
}
