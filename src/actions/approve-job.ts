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
  scope: 'omni.jobs.manage',
  effect: 'write',
  omniRequests: 0,
  throws: ['JOB_NOT_FOUND', 'JOB_NOT_WAITING', 'JOB_IS_YOURS'],
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
