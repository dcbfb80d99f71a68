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
  example: {
    input: { jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6' },
    output: {
      jobId: '9d4a7b2f-1c3e-4f58-8a6b-0e1f2a3b4c5d',
      status: 'queued',
      parentJobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6',
    },
  },
  accepted: () => true,
  async run(context, { jobId, callbackUrl }) {
    const parent = await findEndedJob(context, jobId);
    const { id } = await withCallback(context, callbackUrl, () => undoPush(context, parent));
    return { jobId: id, status: 'queued', parentJobId: parent.id };
  },
});
