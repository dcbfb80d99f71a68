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
  example: {
    input: { status: 'needs-approval' },
    output: {
      jobs: [
        {
          jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6',
          kind: 'push',
          status: 'needs-approval',
          total: 1200,
          doneCount: 280,
          changedCount: 0,
          unchangedCount: 277,
          failedCount: 3,
          clearedCount: 4,
          remainingSeconds: 986,
          omniRequests: 15,
          minimumRequests: 935,
          createdAt: '2026-11-03T14:20:00.000Z',
          startedAt: '2026-11-03T14:20:01.000Z',
          finishedAt: '',
          message: '920 users would change; the limit is 500. Check the changes, then call approve-job or cancel-job.',
          causeCode: '',
          parentJobId: '',
        },
      ],
      nextCursor: '',
    },
  },
  async run({ database, settings, action, caller }, { status, cursor, limit = DEFAULT_LIMIT }) {
    const before = readCursor(action, cursor);
    const found = await listJobs(database, { status, before, clientId: seenClient(caller), limit: limit + 1 });
    const page = cutPage(action, found.filter(isJob), limit, ({ acceptedSeq }) => acceptedSeq);
    return { jobs: page.entries.map((job) => shownJob(job, settings)), nextCursor: page.nextCursor };
  },
});
