import type { ApplyContext } from '../apply/context.ts';
import type { Services } from '../services.ts';
import type { JobRecord, JobStatus } from '../store/jobs.ts';

type NotedJob = Pick<JobRecord, 'id' | 'kind' | 'total'> & Partial<JobRecord>;

/** Who has asked for the step; nobody where the job goes on by itself. */
type NotedBy = Partial<Pick<ApplyContext, 'caller' | 'requestId'>>;

/** Writes a step of a job into the log: who, ids, counts and codes, never a user or a value. */
export function noteJob(
  { log, caller, requestId }: Pick<Services, 'log'> & NotedBy,
  job: NotedJob,
  what: string,
): void {
  const { id, kind, total, parentId, status, causeCode } = job;
  const { changedCount, unchangedCount, failedCount, omniRequests, minimumRequests } = job;
  const counts = { total, changedCount, unchangedCount, failedCount, omniRequests, minimumRequests };
  const by = { clientId: caller?.clientId, requestId };
  log.info({ jobId: id, ...by, kind, parentId: parentId ?? undefined, status, causeCode, ...counts }, what);
}

/** What a turn can have led to; a pause has a line of its own, and a decision is noted where it is taken. */
const STEPS: Partial<Record<JobStatus, string>> = {
  done: 'a job has ended',
  failed: 'a job has ended',
  'needs-approval': 'a job waits for approval',
};

/**
 * Counts what a turn has done to its job, and logs where that has led. Only the turn moves these counters; rows that it
 * has opened again get their outcome anew, and a metric never goes down.
 */
export function noteTurn(services: Services, before: JobRecord, after: JobRecord): void {
  const { pushRows } = services.metrics;
  const count = (outcome: string, rows: number) => pushRows.inc({ outcome }, Math.max(0, rows));
  count('changed', after.changedCount - before.changedCount);
  count('unchanged', after.unchangedCount - before.unchangedCount);
  count('failed', after.failedCount - before.failedCount);
  const step = STEPS[after.status];
  if (step !== undefined && after.status !== before.status) noteJob(services, after, step);
}
