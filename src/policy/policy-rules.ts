import type { AttributeShape } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import { applyRule, type ValueRule } from '../push/value-rule.ts';
import type { Policy, PolicyAttribute, PolicyValue } from '../schema/types.ts';

/** What decides which values of an attribute of the policy fit. */
export const shapeOf = ({ reference, type, multiValued = false }: PolicyAttribute): AttributeShape => ({
  reference,
  type,
  multiValued,
});

/**
 * Makes sure that a value fits its attribute by type and rule.
 *
 * @throws ConnectorError VALUE_…
 */
export function checkFits(attribute: PolicyAttribute, value: PolicyValue): void {
  const { reference } = attribute;
  const intent = coerce(shapeOf(attribute), value, 'refuse');
  if (intent) applyRule(reference, ruleOf(attribute), intent.value);
}

/** An allowed value in the form in which values are compared. @throws ConnectorError VALUE_… */
export function allowedText(attribute: PolicyAttribute, allowed: string | number | boolean): string {
  const [text = ''] = coerce({ ...shapeOf(attribute), multiValued: false }, allowed, 'refuse')?.value ?? [];
  return text;
}

/** What the values of an attribute may be. */
export const ruleOf = (attribute: PolicyAttribute): ValueRule => ({
  normalize: attribute.normalize ?? 'none',
  allowed: attribute.allowed && new Set(attribute.allowed.map((one) => allowedText(attribute, one))),
});

/** What the values of each attribute may be, by reference. */
export const policyRules = ({ attributes }: Policy): ReadonlyMap<string, ValueRule> =>
  new Map(attributes.map((attribute) => [attribute.reference, ruleOf(attribute)]));
