import type { AttributeValue } from '../push/attribute.ts';
import { sameValue } from '../push/compare.ts';

/** A request that was sent cannot reach Omni, be worked on and be shown, any later than this. */
export const LATE_MS = 30_000;

interface SentValue {
  readonly wished: AttributeValue | undefined;
  readonly isUnseen: boolean;
  readonly changedAt: number;
}

/**
 * Whether a value that is shown may be of before the newest wish: that one was sent a moment ago and was not seen
 * since, and Omni may show late what it has accepted. So nobody goes by what is shown instead.
 *
 * @param at the time of the look by the database's clock, ms epoch
 */
export const mayBeShownLate = (
  { wished, isUnseen, changedAt }: SentValue,
  shown: AttributeValue,
  at: number,
): boolean => isUnseen && wished !== undefined && !sameValue(wished, shown) && changedAt > at - LATE_MS;

/**
 * The same as a condition of SQL: of `known`, a row of the values, and of expressions. Several values in another order
 * count as others, which costs a look more.
 */
export const mayBeShownLateSql = (shown: string, at: string): string => `
  (known.read_at = 0 AND known.held IS NULL AND known.wished::text <> ${shown}::text
   AND known.changed_at > ${at} - ${LATE_MS}) IS TRUE`;
