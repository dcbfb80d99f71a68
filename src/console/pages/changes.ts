import type { Request, RequestHandler } from 'express';
import { CHANGE_COLUMNS } from '../../actions/change-columns.ts';
import { csvLine, spreadsheetText } from '../../base/spreadsheet-text.ts';
import { sharedWork } from '../../http/shared-work.ts';
import { changesPerDay, type DayOfChanges } from '../../reports/changes-per-day.ts';
import type { ListChangesOutput } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { address, queryOf } from '../address.ts';
import { barChart } from '../charts/bar-chart.ts';
import { type Html, html } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Perform, partOf } from '../perform.ts';
import { count, jobLink, nextPage, personLink, shown, state, table, time, value } from '../views/parts.ts';
import { field } from '../views/search.ts';

const LIMIT = 50;
const CSV_PAGE = 200;
/** A file has 10,000 writes at most; the filter gets at the others. */
const CSV_PAGES = 50;
const CHART_FRESH_MS = 60_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is asked for, as the address has it and as the action takes it. */
function filterOf(request: Request) {
  const query = queryOf(request);
  const text = (name: string) => (query.get(name) ?? '').trim().slice(0, 320);
  const asked = { user: text('user'), reference: text('reference'), since: text('since'), until: text('until') };
  const input = {
    ...(asked.user !== '' && { userName: asked.user }),
    ...(asked.reference !== '' && { reference: asked.reference }),
    ...(DAY.test(asked.since) && { since: `${asked.since}T00:00:00Z` }),
    ...(DAY.test(asked.until) && { until: `${asked.until}T00:00:00Z` }),
  };
  return { asked, input, cursor: query.get('cursor') ?? '' };
}

function chart(days: readonly DayOfChanges[]): Html {
  const bars = days.map((day) => day.count);
  const busiest = days.toSorted((one, other) => other.count - one.count)[0];
  const total = bars.reduce((sum, one) => sum + one, 0);
  const most = busiest && busiest.count > 0 ? `; most on ${busiest.day}: ${count(busiest.count)}` : '';
  return barChart({
    title: 'Values written on each of the last 30 days',
    summary: `${count(total)} in all${most}.`,
    bars,
  });
}

/** What was written to whom, newest first. */
export function changesPage(services: Services, perform: Perform): RequestHandler {
  const perDay = sharedWork(CHART_FRESH_MS, services.clock, () => changesPerDay(services));
  return async (request, response) => {
    const { asked, input, cursor } = filterOf(request);
    const [list, days] = await Promise.all([
      perform<ListChangesOutput>(response, 'list-changes', {
        ...input,
        limit: LIMIT,
        ...(cursor !== '' && { cursor }),
      }),
      partOf(perDay()),
    ]);
    const rows = list.changes.map((one) => [
      time(one.at),
      personLink(one.userName),
      one.reference,
      value(one.beforeValues),
      value(one.afterValues),
      html`${state(one.outcome)}${one.widens !== '' && html` ${state('widens')} ${one.widens}`}`,
      one.by,
      html`${one.action} ${jobLink(one.jobId, 'job')}`,
    ]);
    sendPage(response, {
      title: 'Changes',
      section: 'changes',
      body: html`${shown(days, chart)}
<form class="search" role="search" action="${address(['changes'])}">
${field('user', 'User name', asked.user)}
${field('reference', 'Reference', asked.reference)}
${field('since', 'From (UTC)', asked.since, 'date')}
${field('until', 'Before (UTC)', asked.until, 'date')}
<button>Show</button>
<a class="button" href="${address(['changes.csv'], asked)}" download>Download as CSV</a>
</form>
${table('Changes, newest first', ['When', 'Person', 'Attribute', 'Before', 'After', 'Outcome', 'By', 'How'], rows)}
${nextPage(['changes'], asked, list.nextCursor)}`,
    });
  };
}

/** The same as a file for a spreadsheet: what it would compute is marked as text. */
export const changesFile =
  (perform: Perform): RequestHandler =>
  async (request, response) => {
    const { input } = filterOf(request);
    const read = (cursor: string) =>
      perform<ListChangesOutput>(response, 'list-changes', {
        ...input,
        limit: CSV_PAGE,
        ...(cursor !== '' && { cursor }),
      });
    // Before the headers leave, so that what is wrong with the filter is a page.
    let page = await read('');
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', 'attachment; filename="changes.csv"');
    // With a byte order mark Excel reads UTF-8 as such.
    response.write(`\ufeff${csvLine(CHANGE_COLUMNS)}`);
    for (let pages = 1; ; pages += 1) {
      for (const change of page.changes)
        response.write(csvLine(CHANGE_COLUMNS.map((head) => spreadsheetText(change[head]))));
      if (page.nextCursor === '') break;
      if (pages === CSV_PAGES) {
        response.write(csvLine(['There is more: narrow the filter.', ...CHANGE_COLUMNS.slice(1).map(() => '')]));
        break;
      }
      page = await read(page.nextCursor);
    }
    response.end();
  };
