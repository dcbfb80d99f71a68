import type { Settings } from '../config/settings.ts';
import { remainingSeconds } from '../push/estimate.ts';
import type { Job as ShownJob } from '../schema/types.ts';
import type { AcceptedJob } from './find-job.ts';

/** RFC 3339; empty for what has not happened yet. */
const momentOf = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString());

/** A job as answers show it. */
export function shownJob(job: AcceptedJob, { omniRequestsPerMinute, omniKeys }: Settings): ShownJob {
  return {
    jobId: job.id,
    kind: job.kind,
    status: job.status,
    total: job.total,
    doneCount: job.doneCount,
    changedCount: job.changedCount,
    unchangedCount: job.unchangedCount,
    failedCount: job.failedCount,
    clearedCount: job.clearedCount,
    remainingSeconds: remainingSeconds(job, { requestsPerMinute: omniRequestsPerMinute, keys: omniKeys.length }),
    omniRequests: job.omniRequests,
    minimumRequests: job.minimumRequests,
    createdAt: momentOf(job.createdAt),
    startedAt: momentOf(job.startedAt),
    finishedAt: momentOf(job.finishedAt),
    message: job.message,
    causeCode: job.causeCode,
    parentJobId: job.parentId ?? '',
  };
}
