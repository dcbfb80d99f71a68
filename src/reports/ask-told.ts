import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { Job } from '../jobs/job.ts';
import type { OmniSession } from '../omni/session.ts';
import { isTooLarge, type Told } from '../omni/withheld.ts';

/** Failures of one answer, which say nothing about the others. */
const OF_ONE_ANSWER: ReadonlySet<ErrorCode> = new Set(['OMNI_UNREACHABLE', 'OMNI_UNEXPECTED_ANSWER', 'OMNI_REFUSED']);

/**
 * Asks Omni for something that a report can do without. Where that alone always fails while Omni answers otherwise, it
 * is withheld; a report must not wait for it for good.
 *
 * @throws ConnectorError what keeps Omni from answering anything, so that the report waits for that
 */
export async function askTold<Value>(
  { ask }: Pick<Job<unknown>, 'ask'>,
  what: (omni: OmniSession) => Promise<Told<Value>>,
): Promise<Told<Value>> {
  try {
    return await ask(({ omni }) => what(omni));
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError && OF_ONE_ANSWER.has(thrown.code))) throw thrown;
    await ask(({ omni }) => omni.listAttributes(0));
    return { withheld: isTooLarge(thrown) ? 'too-large' : 'failing' };
  }
}
