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
  async run(context, { jobId }) {
    return shownJob(await findJob(context, jobId), context.settings);
  },
});
