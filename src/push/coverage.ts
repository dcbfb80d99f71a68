import type { Attribute, AttributeValue } from './attribute.ts';
import { ownValue } from './changes.ts';
import { sameValue } from './compare.ts';

/** What a user was seen to hold for one reference. */
export interface HeldValue {
  /** What Omni shows; it may be the attribute's default. */
  readonly shown: AttributeValue;
  /** The user's own value, empty for none; null when it cannot be told from the default. */
  readonly own: AttributeValue | null;
}

/** An instance may show an empty text where a value was cleared. */
const withoutEmptyText = (shown: AttributeValue): AttributeValue => (sameValue(shown, ['']) ? [] : shown);

type Values = ReadonlyMap<string, AttributeValue>;

/**
 * What a user was seen to hold, by reference. An instance may show a default where a user holds nothing; the last
 * verified write tells which it is, where there was one.
 *
 * @param shown what Omni shows, by reference; undefined when it hides the values, which gives no entry at all
 * @param remembered what the user held when last read back
 */
export function heldValues(
  shown: Values | undefined,
  remembered: Values,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Record<string, HeldValue> {
  if (!shown) return {};
  const held = references.map((reference): [string, HeldValue] => {
    const value = withoutEmptyText(shown.get(reference) ?? []);
    const own = ownValue(value, attributes.get(reference)?.defaultValue ?? [], remembered.get(reference));
    return [reference, { shown: value, own: own ?? null }];
  });
  return Object.fromEntries(held);
}

/** What is known of one reference, whatever its name; undefined when Omni does not show the user's values. */
export const heldValue = (held: Readonly<Record<string, HeldValue>>, reference: string): HeldValue | undefined =>
  Object.hasOwn(held, reference) ? held[reference] : undefined;

/** Where the value of a user comes from: their own, the attribute's default, nowhere, or Omni does not show it. */
export const HOLDINGS = ['own', 'default', 'none', 'unknown'] as const;
export type Holding = (typeof HOLDINGS)[number];

/**
 * Where a value comes from. A shown default counts as the default unless it is known to be the user's own: both mean
 * the same until the default is changed.
 *
 * @param held undefined when Omni does not show the user's values
 */
export function holdingOf({ defaultValue }: Pick<Attribute, 'defaultValue'>, held: HeldValue | undefined): Holding {
  if (!held) return 'unknown';
  if (held.own && held.own.length > 0) return 'own';
  return defaultValue.length > 0 ? 'default' : 'none';
}
