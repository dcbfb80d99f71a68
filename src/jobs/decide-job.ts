import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { moveByDecision } from './audit-decision.ts';
import { type AcceptedJob, findJob, type JobSearch } from './find-job.ts';
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

/** Whether somebody at the console has started a job themselves; who was renamed in Okta is still the same person. */
export const isOwnJob = (
  { isPerson, clientId, subject }: JobSearch['caller'],
  job: Pick<AcceptedJob, 'clientId' | 'subject'>,
): boolean => isPerson === true && (job.clientId === clientId || job.subject === subject);

/**
 * Who started a job at the console does not approve it: two people see it before it is written. Clients are held apart
 * by their scopes: what may push need not have omni.jobs.manage.
 *
 * @throws ConnectorError JOB_IS_YOURS
 */
function refuseOwn({ caller }: JobSearch, job: AcceptedJob, { move }: Decision): void {
  if (move === 'approve' && isOwnJob(caller, job)) throw new ConnectorError('JOB_IS_YOURS', { jobId: job.id });
}

/**
 * Whether a call that was cut off and is repeated under its Idempotency-Key asks for a plan that is held since it was
 * made first: what it may have approved then was another one, and this one nobody can have seen.
 */
const isHeldSince = ({ resumed, place }: ApplyContext, { status, lastTurnAt }: AcceptedJob): boolean =>
  resumed && place !== undefined && status === 'needs-approval' && lastTurnAt > place.at;

/**
 * Takes a decision about a job and lets the worker look at once.
 *
 * @returns the job as it stands then
 * @throws ConnectorError JOB_NOT_FOUND, JOB_NOT_WAITING, JOB_IS_YOURS
 */
export async function decideJob(
  context: ApplyContext & JobSearch,
  jobId: string,
  decision: Decision,
): Promise<AcceptedJob> {
  const { worker, resumed } = context;
  const { move, message, wanted, isDecided } = decision;
  const asked = await findJob(context, jobId);
  refuseOwn(context, asked, decision);
  if (move === 'approve' && isHeldSince(context, asked)) return asked;
  const { id } = asked;
  const isMoved = await moveByDecision(context, id, move, { message });
  const job = await findJob(context, id);
  // A run of the same Idempotency-Key that was cut off may have decided it.
  if (!isMoved && !(resumed && isDecided(job))) {
    throw new ConnectorError('JOB_NOT_WAITING', { jobId, status: job.status, wanted });
  }
  if (isMoved) noteJob(context, job, `a job was ${wanted}`);
  worker.wake();
  return job;
}
