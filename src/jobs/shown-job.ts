import { moment } from '../base/moment.ts';
import type { Settings } from '../config/settings.ts';
import { remainingSeconds } from '../push/estimate.ts';
import type { Job as ShownJob } from '../schema/types.ts';
import type { AcceptedJob } from './find-job.ts';

/** RFC 3339; empty for what has not happened yet. */

/** A job as answers show it. */
export function shownJob(job: AcceptedJob, { omniRequestsPerMinute, omniKeys }: Settings): ShownJob {
  return {
    jobId: job.id,
    kind: job.kind,
    status: job.status,
    phase: job.phase,
    phaseDone: job.phaseDone,
    phaseTotal: job.phaseTotal,
    total: job.total,
    doneCount: job.doneCount,
    changedCount: job.changedCount,
    unchangedCount: job.unchangedCount,
    failedCount: job.failedCount,
    clearedCount: job.clearedCount,
    remainingSeconds: remainingSeconds(job, { requestsPerMinute: omniRequestsPerMinute, keys: omniKeys.length }),
    omniRequests: job.omniRequests,
    minimumRequests: job.minimumRequests,
    createdAt: moment(job.createdAt),
    startedAt: moment(job.startedAt),
    finishedAt: moment(job.finishedAt),
    message: job.message,
    causeCode: job.causeCode,
    parentJobId: job.parentId ?? '',
  };
}
