import { inForce, type ValueSource } from '../models/in-force.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { ownValue } from '../push/changes.ts';

/** The value that Omni goes by for one attribute of a user. */
export interface EffectiveValue {
  readonly reference: string;
  readonly values: AttributeValue;
  readonly source: ValueSource;
}

/**
 * What is in force for a user, of each attribute that is not Omni's own, by reference. A shown default is taken for the
 * default where nobody knows whether the user holds the same of their own: the value is in force either way.
 *
 * @param shown undefined: Omni does not show values, so that nothing is known
 */
export function effectiveValues(
  attributes: ReadonlyMap<string, Attribute>,
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  remembered: ReadonlyMap<string, AttributeValue>,
): EffectiveValue[] {
  if (!shown) return [];
  return [...attributes.values()]
    .filter(({ system }) => !system)
    .map((attribute) => {
      const { reference, defaultValue } = attribute;
      const own = ownValue(shown.get(reference) ?? [], defaultValue, remembered.get(reference));
      return { reference, ...inForce(attribute, own ?? []) };
    })
    .sort((one, other) => (one.reference < other.reference ? -1 : 1));
}
