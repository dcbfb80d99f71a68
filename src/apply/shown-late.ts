import type { AttributeValue } from '../push/attribute.ts';
import { sameValue } from '../push/compare.ts';
import type { UserValue } from '../store/user-values.ts';

/** A request that was sent cannot reach Omni, be worked on and be shown, any later than this. */
export const LATE_MS = 30_000;

/**
 * Whether a value that is shown may be of before the newest wish: that one was sent a moment ago and was not seen
 * since, and Omni may show late what it has accepted. So nobody goes by what is shown instead.
 *
 * @param at the time of the look by the database's clock, ms epoch
 */
export const mayBeShownLate = (
  { wished, isUnseen, changedAt }: Pick<UserValue, 'wished' | 'isUnseen' | 'changedAt'>,
  shown: AttributeValue,
  at: number,
): boolean => isUnseen && wished !== undefined && !sameValue(wished, shown) && changedAt > at - LATE_MS;
