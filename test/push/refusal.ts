import { ConnectorError } from '../../src/errors/connector-error.ts';

/** The failure of a piece of work that must fail. */
export function refusal(work: () => unknown): ConnectorError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}
