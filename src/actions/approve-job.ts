import { decideJob } from '../jobs/decide-job.ts';
import type { ApproveJobInput, ApproveJobOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Lets a job go on that waits because its plan is over a limit, or because the database was put back. */
export default defineAction<ApproveJobInput, ApproveJobOutput>({
  name: 'approve-job',
  title: 'Approve Job',
  description:
    'Lets a job go on that waits for approval because it is over a limit, or that was open when the database was put back.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 0,
  throws: ['JOB_NOT_FOUND', 'JOB_NOT_WAITING'],
  example: {
    input: { jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6' },
    output: { jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6', status: 'queued' },
  },
  async run(context, { jobId }) {
    const { id, status } = await decideJob(context, jobId, {
      move: 'approve',
      message: 'The job was approved.',
      wanted: 'approved',
      isDecided: ({ approved, status }) => approved || status === 'queued' || status === 'running',
    });
    return { jobId: id, status };
  },
});
