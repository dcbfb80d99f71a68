import type { EmptyText } from '../push/coerce.ts';
import type { GuardLimits } from '../push/guard.ts';
import type { Verify } from '../push/verify.ts';
import type { SyncOptions } from '../sync/sync-options.ts';

/** What a push was asked to do, kept with it so that any process can go on with it. */
export interface PushOptions {
  readonly emptyText: EmptyText;
  readonly verify: Verify;
  readonly limits: GuardLimits;
  /** A plan that somebody reviewed: a row whose value before is no longer the planned one is not written. */
  readonly reviewed: boolean;
  /** Of a retry: the place in the order of acceptance of the push whose rows it repeats, since the wish is that old. */
  readonly acceptedAs?: number;
  /** Of a sync, and of a drift report: what to take from Okta. */
  readonly sync?: SyncOptions;
  /** Of a coverage report: the attributes that were asked for; left out, all. */
  readonly references?: readonly string[];
}
