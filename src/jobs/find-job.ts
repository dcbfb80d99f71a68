import type { ApplyContext } from '../apply/context.ts';
import type { Caller } from '../auth/caller.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Queries } from '../store/database.ts';
import type { JobRecord, JobStatus } from '../store/jobs.ts';
import { hasEnded, readJob } from '../store/jobs.ts';
import { waitForJob } from './wait-for-job.ts';

/** A job that was accepted; a plan becomes a job only when it is applied. */
export type AcceptedJob = JobRecord & { readonly status: Exclude<JobStatus, 'planned'> };

/** Whether there is one and it is accepted. */
export const isJob = (record: JobRecord | undefined): record is AcceptedJob =>
  record !== undefined && record.status !== 'planned';

/** Who looks for jobs, and where. */
export interface JobSearch {
  readonly database: Queries;
  readonly caller: Pick<Caller, 'clientId' | 'subject' | 'scopes' | 'isPerson'>;
}

/**
 * With this scope a caller sees and decides on the jobs and plans of every client. Who looks at the console sees them
 * without; what they may do there is up to their scopes.
 */
const MANAGES_ALL = 'omni.jobs.manage';

/**
 * The one place that decides whose jobs, plans and reports a caller sees and decides on. Somebody else's look as if
 * they were not there.
 *
 * @returns the client whose alone they are; undefined: everybody's
 */
export const seenClient = ({ clientId, scopes, isPerson }: JobSearch['caller']): string | undefined =>
  isPerson || scopes.has(MANAGES_ALL) ? undefined : clientId;

/** The job or plan with this id, as far as the caller may see it; any text may be asked for. */
export const readSeenJob = ({ database, caller }: JobSearch, id: string): Promise<JobRecord | undefined> =>
  readJob(database, id, seenClient(caller));

/** The job with this id; any text may be asked for. @throws ConnectorError JOB_NOT_FOUND */
export async function findJob(search: JobSearch, jobId: string): Promise<AcceptedJob> {
  const job = await readSeenJob(search, jobId);
  if (!isJob(job)) throw new ConnectorError('JOB_NOT_FOUND', { jobId });
  return job;
}

/** A job, or a plan that nobody has applied. @throws ConnectorError JOB_NOT_FOUND */
export async function findJobOrPlan(search: JobSearch, id: string): Promise<JobRecord> {
  const job = await readSeenJob(search, id);
  if (!job) throw new ConnectorError('JOB_NOT_FOUND', { jobId: id });
  return job;
}

/** What a call needs for its own answer. */
const ANSWER_MS = 2_000;

/**
 * A job that has ended. One that was canceled a moment ago is waited for, until its last row has its outcome.
 *
 * @throws ConnectorError JOB_NOT_FOUND, JOB_NOT_ENDED
 */
export async function findEndedJob(context: ApplyContext & JobSearch, jobId: string): Promise<AcceptedJob> {
  const found = await findJob(context, jobId);
  const until = found.status === 'canceled' ? context.omni.deadline - ANSWER_MS : 0;
  const job = await waitForJob(context, found.id, until);
  if (isJob(job) && hasEnded(job)) return job;
  const status = job.status === 'canceled' ? 'canceled, and its last row is on its way' : job.status;
  throw new ConnectorError('JOB_NOT_ENDED', { jobId, status });
}
