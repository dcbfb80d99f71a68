import type { Request, RequestHandler, Response } from 'express';
import { findJob } from '../../jobs/find-job.ts';
import { wideningOfJob } from '../../pushes/widening-of-job.ts';
import type { Job, ListJobResultsOutput } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { address, queryOf } from '../address.ts';
import { possibleDecisions } from '../decisions.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Perform, partOf } from '../perform.ts';
import { callerOfPerson } from '../person.ts';
import { readPlan } from '../read-plan.ts';
import { visitOf } from '../session.ts';
import { hasEnded, isReport, jobProgress } from '../views/job-progress.ts';
import { facts, jobLink, nextPage, personLink, shown, state, table, time, value } from '../views/parts.ts';
import { planByAttribute, planByPerson } from '../views/plan-view.ts';
import { choice, field } from '../views/search.ts';
import { wideningView } from '../views/widening-view.ts';

const ROWS = 50;
const STATUSES = ['changed', 'unchanged', 'failed', 'kept', 'pending'] as const;

function resultRows({ results, changes }: ListJobResultsOutput) {
  const byRow = Map.groupBy(changes, ({ index }) => index);
  return results.map((row) => [
    personLink(row.userName),
    state(row.status),
    (byRow.get(row.index) ?? []).map(
      (one) => html`<div>${one.reference}: ${value(one.beforeValues)} → ${value(one.afterValues)}</div>`,
    ),
    html`${row.message} ${row.code !== '' && html`<span class="quiet">${row.code}</span>`} ${row.warnings.join(' ')}`,
  ]);
}

/** The rows of a job, by status and name, a page at a time. */
async function resultsOf(perform: Perform, request: Request, response: Response, jobId: string): Promise<Html> {
  const query = queryOf(request);
  const status = STATUSES.find((one) => one === query.get('status'));
  const name = (query.get('name') ?? '').trim().slice(0, 320);
  const cursor = query.get('cursor') ?? '';
  const filter = { ...(status && { status }), ...(name !== '' && { userName: name }) };
  const input = { jobId, limit: ROWS, ...filter, ...(cursor !== '' && { cursor }) };
  const found = await perform<ListJobResultsOutput>(response, 'list-job-results', input);
  return html`<section><h2>Results</h2>
<form class="search" action="${address(['jobs', jobId])}">
${choice('status', 'Status', STATUSES, status)}
${field('name', 'User name holds', name)}
<button>Show</button>
</form>
${table('Rows', ['Person', 'Status', 'Before → after', 'Message'], resultRows(found))}
${nextPage(['jobs', jobId], { ...(status && { status }), ...(name !== '' && { name }) }, found.nextCursor)}
</section>`;
}

/** What an approval would let through. */
async function heldPlan(services: Services, perform: Perform, response: Response, job: Job): Promise<Html> {
  const [plan, widening] = await Promise.all([
    partOf(readPlan(perform, response, job.jobId)),
    partOf(wideningOfJob(services, job)),
  ]);
  return html`<section><h2>What would be written</h2>
${shown(widening, wideningView)}
${shown(plan, ({ changes, isWhole }) => html`${planByAttribute(changes, isWhole)}${planByPerson(changes)}`)}
</section>`;
}

const REPORTS: Readonly<Record<string, string>> = { drift: 'drift', coverage: 'attributes', usage: 'attributes' };

/** One job: how far it is, live; what it would write or has written; and what can be decided about it. */
export function jobPage(services: Services, perform: Perform): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { id } = request.params;
    const { person } = visitOf(response);
    const job = await perform<Job>(response, 'get-job', { jobId: id });
    const { clientId, action } = await findJob({ ...services, caller: callerOfPerson(person) }, id);
    const decisions = possibleDecisions(job);
    const path = address(['jobs', job.jobId]);
    const isLive = !hasEnded(job);
    const progress = jobProgress(job, services.clock.now());
    sendPage(response, {
      title: `Job ${job.jobId.slice(0, 8)}`,
      section: 'jobs',
      body: html`<div id="job"${isLive && html` hx-get="${path}" hx-trigger="ended" hx-select="#job" hx-swap="outerHTML"`}>
<div${isLive && html` hx-sse:connect="${path}/live" hx-sse:close="ended"`}>${progress}</div>
${
  person.mayOperate && decisions.length > 0
    ? html`<div class="actions">${decisions.map(
        ({ name, title }) => html`<a class="button" href="${address(['jobs', job.jobId, name])}">${title} …</a>`,
      )}</div>`
    : NOTHING
}
${facts([
  ['Kind', job.kind],
  ['Asked for by', clientId],
  ['Action', action],
  ['Accepted', time(job.createdAt)],
  ['Repeats or undoes', job.parentJobId === '' ? '–' : jobLink(job.parentJobId)],
  ['Id', html`<code>${job.jobId}</code>`],
])}
${job.status === 'needs-approval' || job.causeCode === 'RESTORED' ? await heldPlan(services, perform, response, job) : NOTHING}
${
  isReport(job)
    ? html`<p><a class="button" href="${address([REPORTS[job.kind] ?? 'attributes'], { report: job.jobId })}">Show the report</a></p>`
    : await resultsOf(perform, request, response, id)
}
</div>`,
    });
  };
}
