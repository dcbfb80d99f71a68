import type { PushJob } from '../jobs/job.ts';
import type { RowPlan } from '../push/push-row.ts';
import { noteCollected } from '../store/job-progress.ts';
import { readJob } from '../store/jobs.ts';
import { type LeftoverUser, listLeftoverUsers } from '../store/okta-users.ts';
import { savePlanPage } from '../store/push-plans.ts';
import { insertPushRows } from '../store/push-rows.ts';
import type { SyncOptions } from './sync-options.ts';

const keptMessage = ({ listed }: LeftoverUser): string =>
  `Okta ${listed ? 'has ended' : 'no longer has'} their assignment to the Omni app; what they hold in Omni is left as it is: clearLeftovers clears it, report-drift shows it.`;

/** The place of a job that has its leftovers. */
const ADDED = 'leftovers-added';

/**
 * Adds a row for everybody whom Okta no longer assigns: one that clears what they hold where that is wanted, otherwise
 * one that only says so. Does nothing the second time.
 */
export async function addLeftovers({ services, push }: PushJob, options: SyncOptions): Promise<void> {
  const references = options.attributes.map(({ reference }) => reference);
  const nothing = Object.fromEntries(references.map((reference) => [reference, null]));
  await services.database.transaction(async (queries) => {
    const { total, cursor } = (await readJob(queries, push.id)) ?? push;
    if (cursor === ADDED) return;
    const users = await listLeftoverUsers(queries, push.id, references);
    const values = options.clearLeftovers ? nothing : {};
    const rows = users.map(({ userName }, at) => ({ index: total + at, userName, values, leftover: true }));
    await insertPushRows(queries, push.id, rows);
    await noteCollected(queries, push.id, { rows: rows.length, cursor: ADDED });
    if (options.clearLeftovers) return;
    const kept = users.map(
      (user, at) => ({ index: total + at, state: 'unchanged', message: keptMessage(user) }) as const,
    );
    await savePlanPage(queries, push.id, kept);
  });
}

/** A leftover who is gone from Omni, or switched off there, holds nothing that would have to be cleared. */
export const settleLeftover = (plan: RowPlan): RowPlan =>
  plan.kind === 'failed' && (plan.code === 'USER_NOT_FOUND' || plan.code === 'USER_INACTIVE')
    ? { kind: 'unchanged', index: plan.index, userName: plan.userName, omniUserId: '', truth: '', coerced: [] }
    : plan;
