import { findJob } from '../jobs/find-job.ts';
import { shownJob } from '../jobs/shown-job.ts';
import type { GetJobInput, GetJobOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Shows how far a job is. */
export default defineAction<GetJobInput, GetJobOutput>({
  name: 'get-job',
  title: 'Get Job',
  description: 'Shows how far a job is, what it has done, and about how long the rest takes.',
  group: 'Pushes',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 0,
  throws: ['JOB_NOT_FOUND'],
  example: {
    input: { jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6' },
    output: {
      jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6',
      kind: 'push',
      status: 'running',
      total: 1200,
      doneCount: 480,
      changedCount: 200,
      unchangedCount: 277,
      failedCount: 3,
      clearedCount: 4,
      remainingSeconds: 772,
      omniRequests: 215,
      minimumRequests: 935,
      createdAt: '2026-11-03T14:20:00.000Z',
      startedAt: '2026-11-03T14:20:01.000Z',
      finishedAt: '',
      message: '',
      causeCode: '',
      parentJobId: '',
    },
  },
  async run(context, { jobId }) {
    return shownJob(await findJob(context, jobId), context.settings);
  },
});
