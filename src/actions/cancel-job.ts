import { decideJob } from '../jobs/decide-job.ts';
import type { CancelJobInput, CancelJobOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Ends a job. What it has written stays; undo-job takes it back. */
export default defineAction<CancelJobInput, CancelJobOutput>({
  name: 'cancel-job',
  title: 'Cancel Job',
  description: 'Ends a job before its remaining rows; what it has written stays.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 0,
  throws: ['JOB_NOT_FOUND', 'JOB_NOT_WAITING'],
  async run(context, { jobId }) {
    const { id, status } = await decideJob(context, jobId, {
      move: 'cancel',
      message: 'The job was canceled; what was written before stays.',
      wanted: 'canceled',
      isDecided: (job) => job.status === 'canceled',
    });
    return { jobId: id, status };
  },
});
