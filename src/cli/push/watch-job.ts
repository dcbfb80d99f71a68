import { extname } from 'node:path';
import type { Job } from '../../schema/types.ts';
import { printable } from '../printable.ts';
import { shellWord } from '../shell-word.ts';
import type { Engine } from './call-action.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import { addResults, beginResults, listResults } from './job-results.ts';
import { say, sayJson, tell } from './terminal.ts';

export interface WatchOptions {
  readonly json?: boolean;
  /** The result file. */
  readonly out?: string;
}

/** A job to look on at. */
export interface WatchedJob {
  readonly jobId: string;
  /** The line of each row in the file that was pushed. */
  readonly lines?: readonly number[];
}

const PROGRAM = 'okta-workflows-omni';

/** How the sentence about a job goes on. */
const STATES: Readonly<Record<Job['status'], string>> = {
  queued: 'waits for its turn',
  running: 'is running',
  'needs-approval': 'waits for approval',
  paused: 'is paused',
  done: 'is done',
  canceled: 'was canceled',
  failed: 'has failed',
};

const isEnded = ({ status }: Job): boolean => status === 'done' || status === 'canceled' || status === 'failed';

/** What to type next, for a job that is not at its end. @param out where its results are to go */
function nextCommands({ afterwards, option }: Engine, { jobId, status }: Job, out: string | undefined): string {
  const first = status === 'needs-approval' ? 'approve' : 'follow';
  const results = out === undefined ? '' : ` --out ${shellWord(out)}`;
  const commands = [`${first} ${jobId}${results}`, `cancel ${jobId}`].map((words) => `  ${PROGRAM} ${words}${option}`);
  return [...(status === 'needs-approval' ? [] : [afterwards]), ...commands].join('\n');
}

/** What takes back the jobs that have written. An undo of an undo would be the push again, which nobody means. */
const undoLines = ({ option }: Engine, jobs: readonly Job[]): string[] =>
  jobs
    .filter((job) => isEnded(job) && job.changedCount > 0 && job.kind !== 'undo')
    .map(({ jobId }) => `To take it back: ${PROGRAM} undo ${jobId}${option}`);

/** The options for one of several jobs: whoever looks on at it later begins its file of results anew. */
function optionsOfOne(options: WatchOptions, at: number, count: number): WatchOptions {
  const { out } = options;
  if (out === undefined || count === 1) return options;
  const ending = extname(out);
  return { ...options, out: `${out.slice(0, out.length - ending.length)}.${at + 1}${ending}` };
}

/** Aborted by the first Ctrl-C, which ends only the looking on. */
function interruption(): { readonly signal: AbortSignal; forget(): void } {
  const interrupted = new AbortController();
  const abort = () => interrupted.abort();
  process.once('SIGINT', abort);
  return { signal: interrupted.signal, forget: () => void process.off('SIGINT', abort) };
}

async function watchOne(
  engine: Engine,
  { jobId }: WatchedJob,
  { json = false, out }: WatchOptions,
  signal: AbortSignal,
): Promise<Job> {
  tell(`Job ${jobId}`);
  const job = await followJob(engine.call, jobId, { bar: json ? undefined : process.stderr, signal });
  if (!json) say(`Job ${jobId} ${STATES[job.status]}. ${printable(job.message)}`);
  if (!isEnded(job)) tell(nextCommands(engine, job, out));
  return job;
}

/** The exit code that tells most: a failure, then what waits, then rows that failed. */
function worst(codes: readonly number[]): number {
  const order = [EXIT.interrupted, EXIT.failure, EXIT.needsApproval, EXIT.someRowsFailed];
  return order.find((code) => codes.includes(code)) ?? EXIT.ok;
}

/**
 * Looks on at jobs, one after the other, until each rests, then tells how it ended. Ctrl-C ends the looking on and
 * leaves the jobs alone.
 *
 * @param finish does what is left to do with the jobs, and gives what joins the answer for machines
 * @returns the exit code
 */
export async function watchJobs(
  engine: Engine,
  watched: readonly WatchedJob[],
  options: WatchOptions,
  finish: (jobs: readonly Job[]) => Promise<object> = async () => ({}),
): Promise<number> {
  const { json = false, out } = options;
  const { signal, forget } = interruption();
  try {
    const jobs: Job[] = [];
    for (const [at, one] of watched.entries()) {
      const job = await watchOne(engine, one, optionsOfOne(options, at, watched.length), signal);
      if (out !== undefined && isEnded(job)) {
        if (!jobs.some(isEnded)) await beginResults(out);
        await addResults(out, await listResults(engine.call, job.jobId), one.lines);
      }
      jobs.push(job);
    }
    if (out !== undefined && jobs.some(isEnded)) tell(`The outcome of each row is in ${out}.`);
    const more = await finish(jobs);
    undoLines(engine, jobs).map(tell);
    const [only] = jobs;
    if (json) sayJson({ ...more, ...(jobs.length === 1 ? { job: only } : { jobs }) });
    return worst(jobs.map((job) => (signal.aborted && !isEnded(job) ? EXIT.interrupted : exitCodeOf(job))));
  } finally {
    forget();
  }
}
