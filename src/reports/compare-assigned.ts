import { compareUser } from '../push/drift.ts';
import { insertReportRows } from '../store/report-rows.ts';
import { countReportUsers, listAssignedUsers } from '../store/report-users.ts';
import { addCounts, countFindings } from './drift-counters.ts';
import { driftRows } from './drift-rows.ts';
import type { ReportWork, StepEnd } from './report-state.ts';
import { placeText, readPlace } from './user-place.ts';

const PAGE = 500;

/** Compares a page of the users whom Okta assigns to the Omni app. */
export async function compareAssigned({ job, attributes, place, facts }: ReportWork): Promise<StepEnd> {
  const { record, services } = job;
  const { database } = services;
  if (place === '') await countReportUsers(database);
  const users = await listAssignedUsers(database, record.id, readPlace(place), PAGE);
  const last = users.at(-1);
  if (!last) return { stage: 'others', place: '', facts };
  const compared = users.map((user) => ({ user, ...compareUser(user, facts.references, attributes) }));
  const found = compared.map(({ user, findings }) => ({
    userName: user.userName,
    omniUserId: user.omniUserId ?? '',
    held: user.held,
    findings,
  }));
  const rows = await driftRows(database, found, attributes, facts.rowCount);
  const same = compared.reduce((sum, one) => sum + one.same, 0);
  const findings = compared.flatMap((one) => one.findings);
  return {
    stage: 'users',
    place: placeText(last),
    facts: {
      ...facts,
      rowCount: facts.rowCount + rows.length,
      counts: addCounts(countFindings(facts.counts, findings), { oktaUserCount: users.length, sameCount: same }),
    },
    save: (queries) => insertReportRows(queries, record.id, rows),
  };
}
