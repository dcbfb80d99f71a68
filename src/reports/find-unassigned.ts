import { unassignedFindings } from '../push/drift.ts';
import { insertReportRows } from '../store/report-rows.ts';
import { countReportUsers, forgetReportUsers, listOtherUsers } from '../store/report-users.ts';
import { countFindings } from './drift-counters.ts';
import { driftRows } from './drift-rows.ts';
import type { ReportWork, StepEnd } from './report-state.ts';
import { placeText, readPlace } from './user-place.ts';

const PAGE = 500;

/** Finds whom Okta does not assign in a page of the users of Omni; the end of them is the end of the report. */
export async function findUnassigned({ job, attributes, place, facts }: ReportWork): Promise<StepEnd> {
  const { record, services } = job;
  if (place === '') await countReportUsers(services.database);
  const users = await listOtherUsers(services.database, record.id, readPlace(place), PAGE);
  const last = users.at(-1);
  if (!last) return { stage: 'end', place: '', facts, save: (queries) => forgetReportUsers(queries, record.id) };
  const unassigned = users.filter(({ isAssigned }) => !isAssigned);
  const found = unassigned.map((user) => ({
    userName: user.userName,
    omniUserId: user.id,
    held: user.held,
    findings: unassignedFindings(user, facts.references),
  }));
  const rows = await driftRows(services.database, found, attributes, facts.rowCount);
  const counts = countFindings(
    facts.counts,
    found.flatMap(({ findings }) => findings),
  );
  return {
    stage: 'others',
    place: placeText(last),
    facts: { ...facts, rowCount: facts.rowCount + rows.length, counts },
    save: (queries) => insertReportRows(queries, record.id, rows),
  };
}
