import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** Failures that stay as long as nobody changes anything in Okta; any other passes, and is worth waiting for. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['OKTA_ACCESS_REFUSED', 'OKTA_REFUSED', 'OKTA_UNEXPECTED_ANSWER']);

/** What Okta shows, or `refused` where it will not. @throws ConnectorError for what may pass */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | 'refused'> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof ConnectorError && REFUSALS.has(thrown.code)) return 'refused';
    throw thrown;
  }
}
