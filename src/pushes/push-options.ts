import type { EmptyText } from '../push/coerce.ts';
import type { GuardLimits } from '../push/guard.ts';
import type { Verify } from '../push/verify.ts';
import type { Policy } from '../schema/types.ts';

/** What a push was asked to do, kept with its job so that any process can go on with it. */
export interface PushOptions {
  readonly emptyText: EmptyText;
  readonly verify: Verify;
  readonly limits: GuardLimits;
  /** A plan that somebody reviewed: a row whose value before is no longer the planned one is not written. */
  readonly reviewed: boolean;
  /** Each row is a wish of its own, also of two for one user: calls that became rows. */
  readonly separate?: boolean;
  /**
   * Of an undo: the numbers in the order of the wishes that its job's writes bear; of calls that became rows several.
   * 0: of before there was an order.
   */
  readonly undoes?: readonly number[];
  /**
   * Of a plan: the policy that it was made by, where the caller has sent one. Its definitions need not be in place yet,
   * and the connector need not follow it.
   */
  readonly proposal?: Policy;
}

/** Asked for by name, and approved by that. */
export const NO_LIMITS: GuardLimits = {
  maxChangedUsers: Number.MAX_SAFE_INTEGER,
  maxChangedShare: 1,
  maxClearedValues: Number.MAX_SAFE_INTEGER,
  maxClearedShare: 1,
  maxWidenedUsers: Number.MAX_SAFE_INTEGER,
};

const DEFAULTS: PushOptions = { emptyText: 'error', verify: 'sample', limits: NO_LIMITS, reviewed: false };

/** As they are kept; an earlier version has kept one number alone of what an undo takes back, and 0 went with it. */
type KeptOptions = Partial<Omit<PushOptions, 'undoes'>> & { readonly undoes?: number | readonly number[] };

/** The options of a push as its job keeps them. */
export function readPushOptions(options: unknown): PushOptions {
  const { undoes, ...kept } = options as KeptOptions;
  return {
    ...DEFAULTS,
    ...kept,
    ...(undoes !== undefined && { undoes: typeof undoes === 'number' ? [undoes, 0] : undoes }),
  };
}
