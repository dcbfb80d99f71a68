import type { Attribute } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import { planDefinition, type WantedAttribute } from '../push/definition.ts';
import type { Policy, PolicyAttribute } from '../schema/types.ts';
import { policyRules, shapeOf } from './policy-rules.ts';

/** A default in the form that the values have. */
function defaultOf(attribute: PolicyAttribute): string | string[] | null {
  const value = coerce(shapeOf(attribute), attribute.default ?? null, 'refuse').value;
  return attribute.multiValued ? [...value] : (value[0] ?? null);
}

/** What a policy says about a definition; what it leaves out is left as it is in Omni. */
export function definitionOf(attribute: PolicyAttribute) {
  const { reference, label, type, multiValued = false, description } = attribute;
  return {
    reference,
    label,
    type,
    multiValued,
    ...(description !== undefined && { description }),
    ...(attribute.default !== undefined && { defaultValue: defaultOf(attribute) }),
  } satisfies WantedAttribute;
}

/**
 * The definitions as they will be once those of a policy are in place, with what their values may be. Defaults are as
 * they are now: they tell what is shown to users who hold nothing.
 *
 * @throws ConnectorError ATTRIBUTE_TYPE_CONFLICT, ATTRIBUTE_STAYS_MULTI_VALUED, ATTRIBUTE_SYSTEM
 */
export function asProposed(found: ReadonlyMap<string, Attribute>, policy: Policy): ReadonlyMap<string, Attribute> {
  const rules = policyRules(policy);
  const wanted = policy.attributes.map((attribute): [string, Attribute] => {
    const now = found.get(attribute.reference);
    const { after } = planDefinition(now, definitionOf(attribute));
    return [attribute.reference, { ...after, defaultValue: now?.defaultValue ?? [] }];
  });
  const all = new Map([...found, ...wanted]);
  return new Map([...all].map(([reference, one]) => [reference, { ...one, rule: rules.get(reference) }]));
}
