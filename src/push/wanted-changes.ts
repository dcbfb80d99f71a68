import type { Attribute, AttributeValue } from './attribute.ts';
import type { Intent } from './coerce.ts';
import { sameValue } from './compare.ts';
import type { Change } from './diff.ts';
import { ownValue } from './own-value.ts';

type Values = ReadonlyMap<string, AttributeValue>;

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
  return changes.sort((one, other) => (one.reference < other.reference ? -1 : 1));
}
