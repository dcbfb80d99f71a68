import type { Queries } from '../store/database.ts';
import { noteCollected } from '../store/job-progress.ts';
import { readJob } from '../store/jobs.ts';
import { type LeftoverUser, listLeftoverUsers } from '../store/okta-users.ts';
import { savePlanPage } from '../store/push-plans.ts';
import { insertPushRows } from '../store/push-rows.ts';

/** What a sync does about leftovers. */
export interface LeftoverOptions {
  /** Takes what they hold; false only says so. */
  readonly clearLeftovers: boolean;
  /** The references of the sync that Omni knows: of the others nobody holds anything. */
  readonly references: readonly string[];
}

const keptMessage = ({ listed }: LeftoverUser): string =>
  `Okta ${listed ? 'has ended' : 'no longer has'} their assignment to the Omni app; what they hold in Omni is left as it is: clearLeftovers clears it, report-drift shows it.`;

/**
 * Adds a row for everybody whom Okta no longer assigns: one that clears what they hold where that is wanted, otherwise
 * one that only says so. For the transaction that keeps the last page of Okta's users.
 *
 * @param wishedAt of the first page: who was assigned since may be on none
 */
export async function addLeftovers(
  queries: Queries,
  jobId: string,
  { clearLeftovers, references }: LeftoverOptions,
  wishedAt: number,
): Promise<void> {
  const nothing = Object.fromEntries(references.map((reference) => [reference, null]));
  const { total = 0 } = (await readJob(queries, jobId)) ?? {};
  const users = await listLeftoverUsers(queries, jobId, references);
  const values = clearLeftovers ? nothing : {};
  const rows = users.map(({ userName }, at) => ({ index: total + at, userName, values, leftover: true, wishedAt }));
  await insertPushRows(queries, jobId, rows);
  await noteCollected(queries, jobId, { rows: rows.length, cursor: '' });
  if (clearLeftovers) return;
  const kept = users.map(
    (user, at) => ({ index: total + at, state: 'unchanged', message: keptMessage(user) }) as const,
  );
  await savePlanPage(queries, jobId, kept);
}
