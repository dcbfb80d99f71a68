import { isJob, seenClient } from '../jobs/find-job.ts';
import { cutPage, readCursor } from '../jobs/page.ts';
import { shownJob } from '../jobs/shown-job.ts';
import type { ListJobsInput, ListJobsOutput } from '../schema/types.ts';
import { listJobs } from '../store/jobs.ts';
import { defineAction } from './action.ts';

const DEFAULT_LIMIT = 50;

/** Lists jobs, a page at a time, the latest accepted first. */
export default defineAction<ListJobsInput, ListJobsOutput>({
  name: 'list-jobs',
  title: 'List Jobs',
  description:
    'Lists the jobs of the calling client, the latest accepted first; with omni.jobs.manage those of every client.',
  group: 'Pushes',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 0,
  throws: [],
  async run({ database, settings, action, caller }, { status, cursor, limit = DEFAULT_LIMIT }) {
    const before = readCursor(action, cursor);
    const found = await listJobs(database, { status, before, clientId: seenClient(caller), limit: limit + 1 });
    const page = cutPage(action, found.filter(isJob), limit, ({ acceptedSeq }) => acceptedSeq);
    return { jobs: page.entries.map((job) => shownJob(job, settings)), nextCursor: page.nextCursor };
  },
});
