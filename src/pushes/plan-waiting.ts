import { ConnectorError } from '../errors/connector-error.ts';
import { mergeRows } from '../push/merge-rows.ts';
import { planRow } from '../push/plan-row.ts';
import { failedRow, type RowPlan } from '../push/push-row.ts';
import { isAsReviewed, staleValues } from '../push/reviewed.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import type { Planner } from './plan-rows.ts';

/** A leftover who is gone from Omni, or switched off there, holds nothing that would have to be cleared. */
const settleLeftover = (plan: RowPlan): RowPlan =>
  plan.kind === 'failed' && (plan.code === 'USER_NOT_FOUND' || plan.code === 'USER_INACTIVE')
    ? {
        kind: 'unchanged',
        index: plan.index,
        userName: plan.userName,
        omniUserId: '',
        truth: '',
        coerced: [],
        warnings: [],
      }
    : plan;

/** What was reviewed is written as it was reviewed or not at all. */
function settleReviewed(plan: RowPlan, { userName, changes: reviewed }: PushRowRecord): RowPlan {
  const isStale = plan.kind === 'change' && !isAsReviewed(plan.changes, reviewed);
  return isStale ? failedRow(plan, staleValues(userName)) : plan;
}

/** Plans the rows of a push or a sync: what is asked against what the user holds. */
export const pushPlanner: Planner = {
  merge: mergeRows,
  plan(row, user, { attributes, emptyText, isReviewed }) {
    if (user instanceof ConnectorError) return failedRow(row, user);
    const { index, userName, input } = row;
    const plan = planRow({ index, userName, values: input }, attributes, user, emptyText);
    if (isReviewed(row)) return settleReviewed(plan, row);
    return row.leftover ? settleLeftover(plan) : plan;
  },
};

/** Plans rows that were calls: each has a place of its own, and what a later one asks wins where it is written. */
export const callPlanner: Planner = { ...pushPlanner, merge: () => undefined };
