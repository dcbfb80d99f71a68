import { ConnectorError } from '../errors/connector-error.ts';
import type { Queries } from '../store/database.ts';
import type { JobRecord, JobStatus } from '../store/jobs.ts';
import { readJob } from '../store/jobs.ts';

/** A job that was accepted; a plan becomes a job only when it is applied. */
export type AcceptedJob = JobRecord & { readonly status: Exclude<JobStatus, 'planned'> };

/** Whether there is one and it is accepted. */
export const isJob = (record: JobRecord | undefined): record is AcceptedJob =>
  record !== undefined && record.status !== 'planned';

/** The job with this id; any text may be asked for. @throws ConnectorError JOB_NOT_FOUND */
export async function findJob(queries: Queries, jobId: string): Promise<AcceptedJob> {
  const push = await readJob(queries, jobId);
  if (!isJob(push)) throw new ConnectorError('JOB_NOT_FOUND', { jobId });
  return push;
}

/** A job, or a plan that nobody has applied. @throws ConnectorError JOB_NOT_FOUND */
export async function findJobOrPlan(queries: Queries, id: string): Promise<JobRecord> {
  const push = await readJob(queries, id);
  if (!push) throw new ConnectorError('JOB_NOT_FOUND', { jobId: id });
  return push;
}

const ENDED: ReadonlySet<JobStatus> = new Set(['done', 'canceled', 'failed']);

/** A job that has ended. @throws ConnectorError JOB_NOT_FOUND, JOB_NOT_ENDED */
export async function findEndedJob(queries: Queries, jobId: string): Promise<AcceptedJob> {
  const job = await findJob(queries, jobId);
  if (!ENDED.has(job.status)) throw new ConnectorError('JOB_NOT_ENDED', { jobId, status: job.status });
  return job;
}
