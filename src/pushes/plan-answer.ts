import type { ApplyContext } from '../apply/context.ts';
import { knownAttributes } from '../apply/known-attributes.ts';
import { PAGE_SIZE } from '../omni/users.ts';
import { estimate } from '../push/estimate.ts';
import { guard, type WidenedUser } from '../push/guard.ts';
import { isReadBack } from '../push/verify.ts';
import type { PlanPushOutput } from '../schema/types.ts';
import type { JobRecord } from '../store/jobs.ts';
import { listPushRows } from '../store/push-rows.ts';
import { readPushOptions } from './push-options.ts';
import { shownRowChanges } from './shown-row.ts';
import { plannedChanges, storedSummary } from './stored-plan.ts';
import { planWidening } from './widened-users.ts';

/** As many as a card can show. */
const MAX_CHANGES = 200;

const shownWidening = ({ userName, widens }: WidenedUser) =>
  widens.map(({ reference, reason }) => ({ userName, reference, reason }));

/** The answer of plan-push: what applying the plan would change, ask of Omni and take. */
export async function planAnswer({ database, settings, omni }: ApplyContext, push: JobRecord): Promise<PlanPushOutput> {
  const options = readPushOptions(push.options);
  const rows = await plannedChanges(database, push.id);
  const summary = storedSummary(push, rows);
  // Everybody is looked at again when the plan is applied, and each user right before the write, so that only what was
  // reviewed is written over.
  const lookUp = { users: push.total - push.failedCount, usersInOmni: undefined, pageSize: PAGE_SIZE };
  const verified = rows.filter(({ index }) => isReadBack(options.verify, index)).length;
  const work = { definitions: 1, lookUp, reads: rows.length, changed: rows.length, verified };
  const budget = { requestsPerMinute: settings.omniRequestsPerMinute, keys: settings.omniKeys.length };
  const { requests, seconds } = estimate(work, budget);
  const { maxChangedUsers, maxChangedShare, maxClearedValues, maxClearedShare, maxWidenedUsers } = options.limits;
  const { users: widened, note } = await planWidening(database, rows, await knownAttributes({ omni }, []));
  const shown = await listPushRows(database, push.id, { state: 'ready', limit: MAX_CHANGES });
  return {
    planId: push.id,
    planHash: push.planHash,
    total: push.total,
    changedCount: push.total - push.unchangedCount - push.failedCount,
    unchangedCount: push.unchangedCount,
    failedCount: push.failedCount,
    clearedCount: summary.clearedValues,
    omniRequests: requests,
    estimatedSeconds: seconds,
    changes: shown.flatMap(shownRowChanges).slice(0, MAX_CHANGES),
    widenedCount: widened.length,
    widens: widened.flatMap(shownWidening).slice(0, MAX_CHANGES),
    widensNote: note,
    guard: guard(summary, options.limits, widened),
    limits: { maxChangedUsers, maxChangedShare, maxClearedValues, maxClearedShare, maxWidenedUsers },
  };
}
