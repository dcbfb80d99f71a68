import { withCallback } from '../callbacks/callback-request.ts';
import { findEndedJob } from '../jobs/find-job.ts';
import { undoPush } from '../pushes/again.ts';
import type { UndoJobInput, UndoJobOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Starts a new job that restores what users held before another one; what somebody changed since is left alone. */
export default defineAction<UndoJobInput, UndoJobOutput>({
  name: 'undo-job',
  title: 'Undo Job',
  description:
    'Starts a new job that restores what users held before another one; what somebody changed since is left alone.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 0,
  throws: ['JOB_NOT_FOUND', 'JOB_NOT_ENDED', 'JOB_NOTHING_TO_DO', 'JOB_IS_REPORT', 'CALLBACK_NOT_ALLOWED'],
  accepted: () => true,
  async run(context, { jobId, callbackUrl }) {
    const parent = await findEndedJob(context, jobId);
    const { id } = await withCallback(context, callbackUrl, () => undoPush(context, parent));
    return { jobId: id, status: 'queued', parentJobId: parent.id };
  },
});
