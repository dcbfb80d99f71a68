import type { RequestHandler } from 'express';
import type { ListJobsOutput } from '../../schema/types.ts';
import { address, queryOf } from '../address.ts';
import { html } from '../html.ts';
import { sendPage } from '../layout.ts';
import type { Perform } from '../perform.ts';
import { count, jobLink, nextPage, state, table, time } from '../views/parts.ts';
import { choice } from '../views/search.ts';

const STATUSES = ['queued', 'running', 'needs-approval', 'paused', 'done', 'canceled', 'failed'] as const;
const LIMIT = 50;

/** Everybody's jobs, the latest first. */
export const jobsPage =
  (perform: Perform): RequestHandler =>
  async (request, response) => {
    const query = queryOf(request);
    const status = STATUSES.find((one) => one === query.get('status'));
    const cursor = query.get('cursor') ?? '';
    const input = { limit: LIMIT, ...(status && { status }), ...(cursor !== '' && { cursor }) };
    const { jobs, nextCursor } = await perform<ListJobsOutput>(response, 'list-jobs', input);
    const rows = jobs.map((job) => [
      jobLink(job.jobId),
      job.kind,
      state(job.status),
      time(job.createdAt),
      `${count(job.doneCount)} of ${count(job.total)}`,
      count(job.changedCount),
      count(job.failedCount),
      job.message,
    ]);
    sendPage(response, {
      title: 'Jobs',
      section: 'jobs',
      body: html`<form class="search" action="${address(['jobs'])}">
${choice('status', 'Status', STATUSES, status)}
<button>Show</button>
</form>
${table('Jobs, the latest first', ['Job', 'Kind', 'Status', 'Accepted', 'Rows', 'Changed', 'Failed', 'Message'], rows)}
${nextPage(['jobs'], status ? { status } : {}, nextCursor)}`,
    });
  };
