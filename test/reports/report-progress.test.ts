import { expect, test } from '@jest/globals';
import { reportProgress } from '../../src/reports/report-progress.ts';
import { factsOf, type ReportFacts, type ReportStage } from '../../src/reports/report-state.ts';

const recipients = (count: number) => ({ ...factsOf({ report: {} }).recipients, count });
const LIST = JSON.stringify({ startIndex: 201, total: 950, shifted: false, isEnd: false, pass: 1 });

test.each<[string, ReportStage, string, Partial<ReportFacts>, string]>([
  ['before the first page', 'list', '', {}, '0/0'],
  ['in the list of Omni', 'list', LIST, {}, '200/950'],
  ['in the users who are read by id', 'read', 'id', { unreadCount: 30, toReadCount: 40 }, '10/40'],
  ['in those whom Okta assigns', 'users', '', { assignedCount: 70, counts: { oktaUserCount: 50 } }, '50/70'],
  ['in those whom Omni has', 'users', '', { references: ['a', 'b'], rowCount: 60, omniUserCount: 90 }, '30/90'],
  ['in the recipients', 'recipients', '', { recipients: recipients(12) }, '12/0'],
  ['in those whom nobody tells of', 'recipients', '', { recipients: recipients(-1) }, '0/0'],
  ['at its end', 'end', '', {}, '0/0'],
])('a report tells how far it is %s', (_, stage, place, facts, shown) => {
  const { done, total } = reportProgress({ stage, place, facts: { ...factsOf({ report: {} }), ...facts } });
  expect(`${done}/${total}`).toBe(shown);
});
