import type { MergedRow, RowPlan } from './push-row.ts';

/** What a plan comes to. */
export interface Summary {
  /** Rows of the push, each in exactly one of the five counts below. */
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Rows written with an earlier row of the same user. */
  readonly merged: number;
  /** Rows whose user has to be read first; 0 once planning is over. */
  readonly unknown: number;
  /** Values to be written, several per user. */
  readonly changedValues: number;
  /** How many of those are emptied. */
  readonly clearedValues: number;
  /** Users of whom at least one value is emptied. */
  readonly usersLosingValue: number;
}

const NOTHING: Summary = {
  total: 0,
  changed: 0,
  unchanged: 0,
  failed: 0,
  merged: 0,
  unknown: 0,
  changedValues: 0,
  clearedValues: 0,
  usersLosingValue: 0,
};

const COUNTED_AS = {
  change: 'changed',
  unchanged: 'unchanged',
  failed: 'failed',
  merged: 'merged',
  unknown: 'unknown',
} as const satisfies Record<(RowPlan | MergedRow)['kind'], keyof Summary>;

function add(summary: Summary, plan: RowPlan | MergedRow): Summary {
  const count = COUNTED_AS[plan.kind];
  const changes = plan.kind === 'change' ? plan.changes : [];
  const cleared = changes.filter(({ after }) => after.length === 0).length;
  return {
    ...summary,
    total: summary.total + 1,
    [count]: summary[count] + 1,
    changedValues: summary.changedValues + changes.length,
    clearedValues: summary.clearedValues + cleared,
    usersLosingValue: summary.usersLosingValue + (cleared > 0 ? 1 : 0),
  };
}

/** Counts plans. @param soFar the counts of the pages before, where a big push is planned page by page */
export const summarize = (plans: readonly (RowPlan | MergedRow)[], soFar: Summary = NOTHING): Summary =>
  plans.reduce(add, soFar);
