import { type AttributeShape, type ValueRule, valueText } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import type { Policy, PolicyAttribute } from '../schema/types.ts';

/** An allowed value in the form in which values are compared. @throws ConnectorError VALUE_… */
export function allowedText(attribute: PolicyAttribute, allowed: string | number | boolean): string {
  return valueText(coerce({ ...attribute, multiValued: false }, allowed, 'refuse').value);
}

/** What the values of an attribute may be. */
const ruleOf = (attribute: PolicyAttribute): ValueRule => ({
  normalize: attribute.normalize ?? 'none',
  allowed: attribute.allowed && new Set(attribute.allowed.map((one) => allowedText(attribute, one))),
});

/** What decides which values of an attribute of the policy fit. */
export const shapeOf = (attribute: PolicyAttribute): AttributeShape => {
  const { reference, type, multiValued = false } = attribute;
  return { reference, type, multiValued, rule: ruleOf(attribute) };
};

/** What the values of each attribute may be, by reference. */
export const policyRules = ({ attributes }: Policy): ReadonlyMap<string, ValueRule> =>
  new Map(attributes.map((attribute) => [attribute.reference, ruleOf(attribute)]));
