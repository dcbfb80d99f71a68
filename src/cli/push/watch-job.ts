import type { Job } from '../../schema/types.ts';
import { printable } from '../printable.ts';
import type { Engine } from './call-action.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import { listResults, writeResults } from './job-results.ts';
import { say, sayJson, tell } from './terminal.ts';

export interface WatchOptions {
  readonly json?: boolean;
  /** The result file. */
  readonly out?: string;
}

const PROGRAM = 'okta-workflows-omni';

const isEnded = ({ status }: Job): boolean => status === 'done' || status === 'canceled' || status === 'failed';

/** What to type next, for a job that is not at its end. */
function nextCommands({ afterwards, option }: Engine, { jobId, status }: Job): string {
  const first = status === 'needs-approval' ? 'approve' : 'follow';
  const commands = [first, 'cancel'].map((verb) => `  ${PROGRAM} ${verb} ${jobId}${option}`);
  return [...(status === 'needs-approval' ? [] : [afterwards]), ...commands].join('\n');
}

/** Aborted by the first Ctrl-C, which ends only the looking on. */
function interruption(): { readonly signal: AbortSignal; forget(): void } {
  const interrupted = new AbortController();
  const abort = () => interrupted.abort();
  process.once('SIGINT', abort);
  return { signal: interrupted.signal, forget: () => void process.off('SIGINT', abort) };
}

/**
 * Looks on at a job until it rests, then tells how it ended. Ctrl-C ends the looking on and leaves the job alone.
 *
 * @param more joins the answer for machines
 * @param lines the line of each row in the file that was pushed
 * @returns the exit code
 */
export async function watchJob(
  engine: Engine,
  jobId: string,
  { json = false, out }: WatchOptions,
  { more = {}, lines }: { readonly more?: object; readonly lines?: readonly number[] } = {},
): Promise<number> {
  tell(`Job ${jobId}`);
  const { signal, forget } = interruption();
  try {
    const job = await followJob(engine.call, jobId, { bar: json ? undefined : process.stderr, signal });
    if (out !== undefined && isEnded(job)) await writeResults(out, await listResults(engine.call, jobId), lines);
    if (json) sayJson({ ...more, job });
    else say(`Job ${jobId} is ${job.status}. ${printable(job.message)}`);
    if (!isEnded(job)) tell(nextCommands(engine, job));
    else if (out !== undefined) tell(`The outcome of each row is in ${out}.`);
    return signal.aborted && !isEnded(job) ? EXIT.interrupted : exitCodeOf(job);
  } finally {
    forget();
  }
}
