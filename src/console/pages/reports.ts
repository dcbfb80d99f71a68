import type { RequestHandler } from 'express';
import { ConnectorError } from '../../errors/connector-error.ts';
import type { ReportDriftOutput } from '../../schema/types.ts';
import { address, queryOf } from '../address.ts';
import { html, NOTHING } from '../html.ts';
import { sendPage } from '../layout.ts';
import type { Perform } from '../perform.ts';
import { count, facts, nextPage, personLink, table, time, value } from '../views/parts.ts';
import { REPORTS } from '../views/start-report.ts';

const LIMIT = 50;

/** Starts a report, and shows its job. */
export const beginReport =
  (perform: Perform): RequestHandler<{ kind: string }> =>
  async ({ params: { kind } }, response) => {
    if (!Object.hasOwn(REPORTS, kind))
      throw new ConnectorError('ROUTE_NOT_FOUND', { path: address(['reports', kind]) });
    const { reportId } = await perform<{ reportId: string }>(response, `report-${kind}`, {});
    response.redirect(303, address(['jobs', reportId]));
  };

/** A drift report: who differs and how. */
export const driftPage =
  (perform: Perform): RequestHandler =>
  async (request, response) => {
    const query = queryOf(request);
    const [reportId, cursor] = [query.get('report') ?? '', query.get('cursor') ?? ''];
    if (reportId === '') throw new ConnectorError('ROUTE_NOT_FOUND', { path: address(['reports', 'drift']) });
    const input = { reportId, limit: LIMIT, ...(cursor !== '' && { cursor }) };
    const report = await perform<ReportDriftOutput>(response, 'report-drift', input);
    sendPage(response, {
      title: 'Drift report',
      section: 'home',
      body: html`<p>${report.message}</p>
${facts([
  ['Differences', count(report.driftCount)],
  ['People in Okta', count(report.oktaUserCount)],
  ['People in Omni', count(report.omniUserCount)],
  ['Values that agree', count(report.sameCount)],
  ['Ended', time(report.finishedAt)],
])}
${table(
  'Differences',
  ['Person', 'Attribute', 'Kind', 'Okta', 'Written last', 'Omni', 'What is known'],
  report.rows.map((row) => [
    personLink(row.userName),
    row.reference,
    row.kind,
    value(row.oktaValues),
    value(row.writtenValues),
    value(row.omniValues),
    row.detail,
  ]),
)}
${nextPage(['drift'], { report: reportId }, report.nextCursor)}
${
  report.conflicts.length > 0
    ? table(
        'Attributes that Okta pushes by itself as well',
        ['Attribute', 'Okta takes it from', 'What to do'],
        report.conflicts.map((one) => [one.reference, one.expression, one.detail]),
      )
    : NOTHING
}`,
    });
  };
