import type { Services } from '../services.ts';
import type { PushRecord } from '../store/push-record.ts';

type NotedJob = Pick<PushRecord, 'id' | 'kind' | 'total'> & Partial<PushRecord>;

/** Writes a step of a job into the log: ids, counts and codes, never a user or a value. */
export function noteJob({ log }: Pick<Services, 'log'>, job: NotedJob, what: string): void {
  const { id, kind, total, parentId, status, causeCode } = job;
  const { changedCount, unchangedCount, failedCount, omniRequests, minimumRequests } = job;
  const counts = { total, changedCount, unchangedCount, failedCount, omniRequests, minimumRequests };
  log.info({ pushId: id, kind, parentId: parentId ?? undefined, status, causeCode, ...counts }, what);
}
