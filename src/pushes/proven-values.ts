import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { ownValue } from '../push/changes.ts';

/**
 * What was read of a user, without values that may be an attribute's default: those prove nothing about the user.
 *
 * @param shown by reference; undefined when Omni did not show any
 */
export function provenValues(
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Map<string, AttributeValue> {
  if (!shown) return new Map();
  const proven = references.flatMap((reference): [string, AttributeValue][] => {
    const own = ownValue(shown.get(reference) ?? [], attributes.get(reference)?.defaultValue ?? [], undefined);
    return own ? [[reference, own]] : [];
  });
  return new Map(proven);
}
