import { estimate, type RequestBudget } from './estimate.ts';
import { readBackShare, type Verify } from './verify.ts';

/** A push as far as its remaining time depends on it. */
export interface PushProgress {
  readonly status: string;
  readonly total: number;
  readonly doneCount: number;
  /** `verify` as push-users takes it. */
  readonly options: { readonly verify?: unknown };
}

const ENDED: ReadonlySet<string> = new Set(['done', 'canceled', 'failed']);
const isVerify = (value: unknown): value is Verify => value === 'none' || value === 'sample' || value === 'all';
const NO_LOOK_UP = { users: 0, usersInOmni: 0, pageSize: 1 };

/**
 * Whole seconds until the last request of a push has left, if nothing else is sent meanwhile; 0 once it has ended.
 * Every row without an outcome counts as a write, so the answer is too high until the push is planned.
 */
export function remainingSeconds({ status, total, doneCount, options }: PushProgress, budget: RequestBudget): number {
  if (ENDED.has(status)) return 0;
  const changed = total - doneCount;
  const share = isVerify(options.verify) ? readBackShare(options.verify) : 0;
  const verified = Math.ceil(changed * share);
  return estimate({ definitions: 0, lookUp: NO_LOOK_UP, reads: 0, changed, verified }, budget).seconds;
}
