import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { moveJob } from '../store/job-moves.ts';
import { releaseRestored } from '../store/restored-jobs.ts';
import { type AcceptedJob, findJob } from './find-job.ts';
import { noteJob } from './note-job.ts';

/** What a person decides about a job. */
export interface Decision {
  readonly move: 'approve' | 'cancel';
  /** The sentence that get-job shows from then on. */
  readonly message: string;
  /** The verb of the refusal. */
  readonly wanted: 'approved' | 'canceled';
  /** Whether a job shows that this was decided already. */
  isDecided(job: AcceptedJob): boolean;
}

/** Moves the job as decided. @returns false: it does not wait for that */
async function move({ database }: ApplyContext, id: string, { move: to, message }: Decision): Promise<boolean> {
  if (await moveJob(database, id, to, { message })) return true;
  return to === 'approve' && (await releaseRestored(database, id, message));
}

/**
 * Takes a decision about a job and lets the worker look at once.
 *
 * @returns the job as it stands then
 * @throws ConnectorError JOB_NOT_FOUND, JOB_NOT_WAITING
 */
export async function decideJob(context: ApplyContext, jobId: string, decision: Decision): Promise<AcceptedJob> {
  const { database, worker, resumed } = context;
  const { wanted, isDecided } = decision;
  const { id } = await findJob(database, jobId);
  const isMoved = await move(context, id, decision);
  const job = await findJob(database, id);
  // A run of the same Idempotency-Key that was cut off may have decided it.
  if (!isMoved && !(resumed && isDecided(job))) {
    throw new ConnectorError('JOB_NOT_WAITING', { jobId, status: job.status, wanted });
  }
  if (isMoved) noteJob(context, job, `a job was ${wanted}`);
  worker.wake();
  return job;
}
