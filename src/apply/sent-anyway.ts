import type { AttributeValue } from '../push/attribute.ts';
import { type Change, sortChanges } from '../push/changes.ts';
import type { Intent } from '../push/coerce.ts';
import { mayBeShownLate } from '../store/shown-late.ts';
import { UNKNOWN_VALUE, type UserValues } from '../store/user-values.ts';

/**
 * Whether a value is sent also where a look shows it in place: what was sent a moment before may be shown in its stead.
 *
 * @param at the time of the look by the database's clock, ms epoch
 */
export const isSentAnyway = (known: UserValues, { reference, value }: Intent, at: number): boolean =>
  mayBeShownLate(known.get(reference) ?? UNKNOWN_VALUE, value, at);

/** What differs from what is shown, and what is sent anyway. */
export function withSentAnyway(
  changes: readonly Change[],
  asked: readonly Intent[],
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  isAnyway: (intent: Intent) => boolean,
): readonly Change[] {
  const inPlace = asked.filter(({ reference }) => !changes.some((change) => change.reference === reference));
  const anyway = inPlace
    .filter(isAnyway)
    .map(({ reference, value }) => ({ reference, before: shown?.get(reference) ?? [], after: value }));
  return sortChanges([...changes, ...anyway]);
}
