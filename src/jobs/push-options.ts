import type { EmptyText } from '../push/coerce.ts';
import type { GuardLimits } from '../push/guard-limits.ts';

/** How many writes of a push are read back at once; the rest is read later, while the budget is free. */
export type Verify = 'none' | 'sample' | 'all';

/** What a push was asked to do, kept with it so that any process can go on with it. */
export interface PushOptions {
  readonly emptyText: EmptyText;
  readonly verify: Verify;
  readonly limits: GuardLimits;
  /** A plan that somebody reviewed: a row whose value before is no longer the planned one is not written. */
  readonly reviewed: boolean;
  /** Of a retry: the place in the order of acceptance of the push whose rows it repeats, since the wish is that old. */
  readonly acceptedAs?: number;
}

const SAMPLE_EVERY = 20;

/** Whether the write of this row is read back at once. */
export const isVerified = ({ verify }: PushOptions, index: number): boolean =>
  verify === 'all' || (verify === 'sample' && index % SAMPLE_EVERY === 0);
