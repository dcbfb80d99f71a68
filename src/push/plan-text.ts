import type { Attribute, AttributeValue } from './attribute.ts';
import type { RowPlan } from './push-row.ts';
import { userNameKey } from './user-name-key.ts';

/** As values are compared: Omni promises to keep neither the order of several entries nor repeats. */
const entries = (value: AttributeValue): string[] => [...new Set(value)].sort();

const changeLines = (plan: RowPlan): string[] =>
  plan.kind === 'change'
    ? plan.changes.map(({ reference, before, after }) =>
        JSON.stringify([userNameKey(plan.userName), plan.omniUserId, reference, entries(before), entries(after)]),
      )
    : [];

/** What of a definition decides how its values are written. */
function definitionLine(reference: string, attributes: ReadonlyMap<string, Attribute>): string {
  const { id = '', type = '', multiValued = false } = attributes.get(reference) ?? {};
  return JSON.stringify([reference, id, type, multiValued]);
}

/**
 * A plan as one text, for its hash: one JSON line per definition it uses, an empty line, one per changed value. Two
 * plans have the same text exactly when they would write the same values of the same users over the same values before;
 * rows that write nothing and the order of the rows do not matter.
 */
export function planText(plans: readonly RowPlan[], attributes: ReadonlyMap<string, Attribute>): string {
  const references = plans.flatMap((plan) => (plan.kind === 'change' ? plan.changes : [])).map((one) => one.reference);
  const definitions = [...new Set(references)].map((reference) => definitionLine(reference, attributes));
  return [...definitions.sort(), '', ...plans.flatMap(changeLines).sort()].join('\n');
}
