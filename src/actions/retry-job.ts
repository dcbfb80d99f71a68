import { withCallback } from '../callbacks/callback-request.ts';
import { findEndedJob } from '../jobs/find-job.ts';
import { retryPush } from '../pushes/again.ts';
import type { RetryJobInput, RetryJobOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Starts a new job with the rows of another one that failed. */
export default defineAction<RetryJobInput, RetryJobOutput>({
  name: 'retry-job',
  title: 'Retry Job',
  description: 'Starts a new job with the rows of another one that failed.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 0,
  throws: [
    'JOB_NOT_FOUND',
    'JOB_NOT_ENDED',
    'JOB_NOTHING_TO_DO',
    'JOB_IS_REPORT',
    'PLAN_STALE',
    'CALLBACK_NOT_ALLOWED',
  ],
  accepted: () => true,
  async run(context, { jobId, callbackUrl }) {
    const parent = await findEndedJob(context, jobId);
    const { id } = await withCallback(context, callbackUrl, () => retryPush(context, parent));
    return { jobId: id, status: 'queued', parentJobId: parent.id };
  },
});
