import { ConnectorError } from '../errors/connector-error.ts';
import type { Queries } from '../store/database.ts';
import type { PushRecord, PushStatus } from '../store/jobs.ts';
import { readPush } from '../store/jobs.ts';

/** A push that was accepted; a plan becomes a job only when it is applied. */
export type Job = PushRecord & { readonly status: Exclude<PushStatus, 'planned'> };

/** Whether there is a push and it is a job. */
export const isJob = (push: PushRecord | undefined): push is Job => push !== undefined && push.status !== 'planned';

/** The job with this id; any text may be asked for. @throws ConnectorError JOB_NOT_FOUND */
export async function findJob(queries: Queries, jobId: string): Promise<Job> {
  const push = await readPush(queries, jobId);
  if (!isJob(push)) throw new ConnectorError('JOB_NOT_FOUND', { jobId });
  return push;
}

/** A job, or a plan that nobody has applied. @throws ConnectorError JOB_NOT_FOUND */
export async function findJobOrPlan(queries: Queries, id: string): Promise<PushRecord> {
  const push = await readPush(queries, id);
  if (!push) throw new ConnectorError('JOB_NOT_FOUND', { jobId: id });
  return push;
}

const ENDED: ReadonlySet<PushStatus> = new Set(['done', 'canceled', 'failed']);

/** A job that has ended. @throws ConnectorError JOB_NOT_FOUND, JOB_NOT_ENDED */
export async function findEndedJob(queries: Queries, jobId: string): Promise<Job> {
  const job = await findJob(queries, jobId);
  if (!ENDED.has(job.status)) throw new ConnectorError('JOB_NOT_ENDED', { jobId, status: job.status });
  return job;
}
