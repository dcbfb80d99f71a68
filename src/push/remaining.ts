import { estimate, type RequestBudget } from './estimate.ts';

/** A push as far as its remaining time depends on it. */
export interface PushProgress {
  readonly status: string;
  readonly total: number;
  readonly doneCount: number;
  /** `verify` as push-users takes it. */
  readonly options: { readonly verify?: unknown };
}

const ENDED: ReadonlySet<string> = new Set(['done', 'canceled', 'failed']);
/** The share of the writes that are read back; "sample" is every 20th. */
const READ_BACK: Readonly<Record<string, number>> = { none: 0, sample: 1 / 20, all: 1 };
const NO_LOOK_UP = { users: 0, usersInOmni: 0, pageSize: 1 };

/**
 * Whole seconds until the last request of a push has left, if nothing else is sent meanwhile; 0 once it has ended.
 * Every row without an outcome counts as a write, so the answer is too high until the push is planned.
 */
export function remainingSeconds({ status, total, doneCount, options }: PushProgress, budget: RequestBudget): number {
  if (ENDED.has(status)) return 0;
  const changed = total - doneCount;
  const verified = Math.ceil(changed * (READ_BACK[String(options.verify)] ?? 0));
  return estimate({ definitions: 0, lookUp: NO_LOOK_UP, reads: 0, changed, verified }, budget).seconds;
}
