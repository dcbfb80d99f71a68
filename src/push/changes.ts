import type { Attribute, AttributeValue } from './attribute.ts';
import type { Intent } from './coerce.ts';
import { sameValue } from './compare.ts';

/** One reference whose value has to change. */
export interface Change {
  readonly reference: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
}

/** Definitions by reference, as every step after the list needs them. */
export const byReference = (attributes: readonly Attribute[]): Map<string, Attribute> =>
  new Map(attributes.map((attribute) => [attribute.reference, attribute]));

/**
 * The value that a user holds of their own. An instance may show the attribute's default where a user holds nothing, so
 * a shown default is either; the last verified write tells which it is.
 *
 * @param remembered what the user held when last read back, undefined when that is not known
 * @returns undefined when it cannot be told
 */
export function ownValue(
  shown: AttributeValue,
  defaultValue: AttributeValue,
  remembered: AttributeValue | undefined,
): AttributeValue | undefined {
  if (shown.length === 0 || !sameValue(shown, defaultValue)) return shown;
  const fits = remembered && (remembered.length === 0 || sameValue(remembered, shown));
  return fits ? remembered : undefined;
}

/**
 * Whether only the attribute's default tells what a user holds of their own: any value that is shown may be the
 * default, unless the last verified write left just that.
 */
export const goesByDefault = (shown: AttributeValue, remembered: AttributeValue | undefined): boolean =>
  shown.length > 0 && !(remembered && sameValue(remembered, shown));

/** Whether a change leaves a value as it is shown: it is sent all the same where Omni may show another one late. */
export const changesNothing = ({ before, after }: Change): boolean => sameValue(before, after);

type Values = ReadonlyMap<string, AttributeValue>;

/** In the order in which they are shown and sent. */
export const sortChanges = (changes: readonly Change[]): Change[] =>
  changes.toSorted((one, other) => (one.reference < other.reference ? -1 : 1));

/**
 * What Omni would have to change, sorted by reference. What cannot be told is written: everything that was asked where
 * Omni does not show the values, and a reference that shows its default where nobody knows whether the user holds it.
 *
 * @param shown what Omni shows of the user; undefined when it does not show values, which never means "none"
 * @param remembered what the user held when last read back
 */
export function wantedChanges(
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Attribute>,
  shown: Values | undefined,
  remembered: Values,
): Change[] {
  const changes = intents.flatMap(({ reference, value }): Change[] => {
    const seen = shown?.get(reference) ?? [];
    const held = shown && ownValue(seen, attributes.get(reference)?.defaultValue ?? [], remembered.get(reference));
    return held && sameValue(held, value) ? [] : [{ reference, before: held ?? seen, after: value }];
  });
  return sortChanges(changes);
}
