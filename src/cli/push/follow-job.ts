import { setTimeout as pause } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { Job } from '../../schema/types.ts';
import { printable } from '../printable.ts';
import { type CallAction, demand } from './call-action.ts';
import { duration } from './preview.ts';

/** In these states nothing more happens by itself. */
const AT_REST: ReadonlySet<Job['status']> = new Set(['done', 'canceled', 'failed', 'needs-approval']);
/** The last row of a canceled job may be on its way. */
const isAtRest = ({ status, finishedAt }: Job): boolean =>
  AT_REST.has(status) && (status !== 'canceled' || finishedAt !== '');
const LOOK_EVERY_MS = 500;
/** So many looks in a row may fail: about a minute, in which a connector has started anew. */
const PATIENCE = 120;
const FORMAT = '{status} [{bar}] {value}/{total} rows · {rate}/min · {left} left · {failed} failed {note}';

export interface Following {
  /** The bar goes there; undefined: no bar. */
  readonly bar: NodeJS.WriteStream | undefined;
  /** Aborted when nobody wants to look on any more. */
  readonly signal?: AbortSignal | undefined;
  readonly everyMs?: number;
}

/** A job that does not write yet shows how far it is in what it does. */
function stateOf({ status, phase, phaseDone, phaseTotal }: Job): string {
  if (status !== 'running' || phase === 'applying') return status;
  return `${phase} ${phaseDone}${phaseTotal > 0 ? `/${phaseTotal}` : ''}`;
}

function payload(job: Job, start: number, begun: number) {
  const { status, doneCount, failedCount, remainingSeconds, message } = job;
  const minutes = (Date.now() - begun) / 60_000;
  return {
    status: stateOf(job),
    rate: Math.round((doneCount - start) / Math.max(minutes, 1 / 600)),
    left: duration(remainingSeconds),
    failed: failedCount,
    note: status === 'paused' ? `· ${printable(message)}` : '',
  };
}

/** Looks on until the job rests or `signal` is aborted. @returns the job as it stands then */
export async function followJob(
  call: CallAction,
  jobId: string,
  { bar: stream, signal, everyMs = LOOK_EVERY_MS }: Following,
): Promise<Job> {
  const look = () => demand<Job>(call, 'get-job', { jobId });
  let job = await look();
  let failures = 0;
  const [start, begun] = [job.doneCount, Date.now()];
  const bar = stream && new SingleBar({ format: FORMAT, stream, noTTYOutput: true, notTTYSchedule: 5_000 });
  bar?.start(job.total, start, payload(job, start, begun));
  try {
    while (!isAtRest(job) && !signal?.aborted) {
      await pause(everyMs, undefined, { ...(signal && { signal }) }).catch(() => undefined);
      try {
        job = await look();
        failures = 0;
      } catch (thrown) {
        failures += 1;
        if (failures > PATIENCE) throw thrown;
      }
      bar?.update(job.doneCount, payload(job, start, begun));
    }
    return job;
  } finally {
    bar?.stop();
  }
}
