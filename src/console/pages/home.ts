import type { RequestHandler } from 'express';
import { moment } from '../../base/moment.ts';
import { sharedWork } from '../../http/shared-work.ts';
import { latestJobs } from '../../jobs/latest-jobs.ts';
import { type Provisioning, readProvisioning } from '../../okta/provisioning.ts';
import type { OmniBudget } from '../../omni/omni.ts';
import type { Job, ListJobsOutput, PingOutput, ReportDriftOutput } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { address } from '../address.ts';
import { barChart } from '../charts/bar-chart.ts';
import { type Html, html } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Part, type Perform, partOf } from '../perform.ts';
import { callerOfPerson } from '../person.ts';
import { visitOf } from '../session.ts';
import { count, facts, jobLink, shown, state, table, time } from '../views/parts.ts';

/** Okta is asked no more often, however many look. */
const OKTA_FRESH_MS = 60_000;
const OKTA_MS = 10_000;
const WAITING_LIMIT = 10;

const omni = ({ ok, message }: PingOutput): Html => html`<p>${state(ok ? 'ok' : 'not ok')} ${message}</p>`;

const okta = (found: Provisioning | undefined): Html =>
  found
    ? html`<p>${state(found.isComplete ? 'ok' : 'not ok')} ${found.detail}</p>`
    : html`<p>${state('not set up')} The connector does not read Okta (OKTA_ORG_URL and the settings after it).</p>`;

function budget({ perMinute, waiting, keys }: OmniBudget): Html {
  const rows = keys.map(({ number, refused, used }) => [
    `Key ${number}`,
    state(refused ? 'refused' : 'taken'),
    count(used),
    count(Math.max(0, perMinute - used)),
  ]);
  const heads = ['Key', 'Omni says', 'Used in the last minute', 'Left of this minute'];
  return html`${table('Keys of Omni', heads, rows)}
<p>Waiting for their turn: ${count(waiting)}. Each key may send ${count(perMinute)} a minute. Counted is what this replica sends.</p>
${keys.map(({ number, minutes }) =>
  barChart({
    title: `Requests with key ${number} in the last hour`,
    summary: `${count(minutes.reduce((sum, one) => sum + one, 0))} requests, at most ${count(Math.max(...minutes))} in a minute; ${count(perMinute)} are allowed.`,
    bars: minutes,
    limit: perMinute,
  }),
)}`;
}

const waitingJobs = (held: readonly Job[]): Html =>
  table(
    'Jobs that wait for a decision',
    ['Job', 'Kind', 'Status', 'Since', 'Why'],
    held.map((job) => [jobLink(job.jobId), job.kind, state(job.status), time(job.createdAt), job.message]),
  );

const drift = (report: ReportDriftOutput): Html =>
  html`<p>${state(report.driftCount === 0 ? 'in order' : 'partly')} ${report.message}</p>
${facts([
  ['Differences', count(report.driftCount)],
  ['Reported', time(report.finishedAt)],
  ['Report', jobLink(report.reportId)],
])}`;

/** What one looks for first: do both systems answer, what is left of the budget, what waits for somebody. */
export function homePage(services: Services, perform: Perform): RequestHandler {
  const { instance, clock, okta: org } = services;
  const oktaState = sharedWork(OKTA_FRESH_MS, clock, async () =>
    org.isConfigured ? await readProvisioning(org.session(clock.now() + OKTA_MS)) : undefined,
  );
  return async (_request, response) => {
    const { person } = visitOf(response);
    const held = async (): Promise<readonly Job[]> => {
      const lists = ['needs-approval', 'paused'].map((status) =>
        perform<ListJobsOutput>(response, 'list-jobs', { status, limit: WAITING_LIMIT }),
      );
      return (await Promise.all(lists)).flatMap(({ jobs }) => jobs);
    };
    const reports = latestJobs({ ...services, caller: callerOfPerson(person) }, ['drift', 'sync', 'changes']);
    const driftReport = async (): Promise<ReportDriftOutput | undefined> => {
      const reportId = (await reports).get('drift')?.id;
      return reportId === undefined ? undefined : await perform(response, 'report-drift', { reportId, limit: 1 });
    };
    const [omniPart, oktaPart, heldPart, latestPart, driftPart] = await Promise.all([
      partOf(perform<PingOutput>(response, 'ping', {})),
      partOf(oktaState()),
      partOf(held()),
      partOf(reports),
      partOf(driftReport()),
    ]);
    const lastSync = (part: Part<Awaited<typeof reports>>): Html =>
      shown(part, (found) => {
        const rows = (['sync', 'changes'] as const).flatMap((kind) => {
          const job = found.get(kind);
          return job ? [[kind, jobLink(job.id), time(moment(job.finishedAt)), job.message]] : [];
        });
        return table('Last syncs that came to their end', ['Kind', 'Job', 'Ended', 'Outcome'], rows);
      });
    sendPage(response, {
      title: 'Home',
      section: 'home',
      body: html`<div class="cards">
<section class="card"><h2>Omni</h2>${shown(omniPart, omni)}</section>
<section class="card"><h2>Okta</h2>${shown(oktaPart, okta)}</section>
</div>
<section><h2>Waiting for somebody</h2>${shown(heldPart, waitingJobs)}</section>
<section><h2>Budget of Omni</h2>${budget(instance.budget())}</section>
<section><h2>Last sync</h2>${lastSync(latestPart)}</section>
<section><h2>Drift</h2>${shown(driftPart, (report) =>
        report
          ? drift(report)
          : html`<p class="quiet">No drift report yet. <a href="${address(['attributes'])}">Reports are started here.</a></p>`,
      )}</section>`,
    });
  };
}
