import { ConnectorError } from '../errors/connector-error.ts';
import { type Change, changesNothing } from './changes.ts';
import { sameValue } from './compare.ts';

/**
 * Whether everything that would be written now was reviewed, over the same value before. Nothing at all is as reviewed:
 * a value that is in place may be the plan's own write, which was in doubt or cut off before its outcome was kept.
 */
export const isAsReviewed = (changes: readonly Change[], reviewed: readonly Change[]): boolean =>
  changes.every(
    (change) =>
      changesNothing(change) ||
      reviewed.some((one) => one.reference === change.reference && sameValue(one.before, change.before)),
  );

/** Why a row of a plan that was reviewed is not written. */
export const staleValues = (userName: string): ConnectorError =>
  new ConnectorError('PLAN_STALE', { problem: `the values of ${userName} have changed` });
