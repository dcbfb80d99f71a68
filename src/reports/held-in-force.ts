import { inForce, type ValueInForce } from '../models/in-force.ts';
import { type Attribute, valueText } from '../push/attribute.ts';
import type { HeldValue } from '../push/coverage.ts';

/**
 * What is in force for a user. A default that is shown is taken for the default where nobody knows whether the user
 * holds the same of their own: the value is in force either way.
 *
 * @param attribute undefined: Omni no longer has it
 * @param held undefined: Omni does not show the user's values
 * @returns null where nobody knows
 */
export const heldInForce = (attribute: Attribute | undefined, held: HeldValue | undefined): ValueInForce | null =>
  attribute && held ? inForce(attribute, held.own ?? []) : null;

/** As answers show it: a readable text beside the exact list. */
export const shownInForce = (value: ValueInForce | null) => ({
  effective: valueText(value?.values ?? []),
  effectiveValues: [...(value?.values ?? [])],
  source: value?.source ?? ('' as const),
});
