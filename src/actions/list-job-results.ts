import { findJobOrPlan } from '../jobs/find-job.ts';
import { cutPage, readCursor } from '../jobs/page.ts';
import { findRows } from '../pushes/find-rows.ts';
import { shownRow, shownRowChanges } from '../pushes/shown-row.ts';
import type { ListJobResultsInput, ListJobResultsOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

const DEFAULT_LIMIT = 200;

/** Lists what has become of the rows of a job, a page at a time. */
export default defineAction<ListJobResultsInput, ListJobResultsOutput>({
  name: 'list-job-results',
  title: 'List Job Results',
  description: 'Lists the rows of a job with what has become of each, in the order of the push.',
  group: 'Pushes',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 0,
  throws: ['JOB_NOT_FOUND'],
  async run(context, { jobId, status, userName, cursor, limit = DEFAULT_LIMIT }) {
    const { database, action } = context;
    const after = readCursor(action, cursor);
    const job = await findJobOrPlan(context, jobId);
    const found = await findRows(database, job.id, { status, userName, after, limit: limit + 1 });
    const { entries, nextCursor } = cutPage(action, found, limit, ({ index }) => index);
    return { results: entries.map(shownRow), changes: entries.flatMap(shownRowChanges), nextCursor };
  },
});
