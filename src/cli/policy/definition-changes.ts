import { ConnectorError, type ErrorDetail } from '../../errors/connector-error.ts';
import { definitionOf } from '../../policy/policy-definitions.ts';
import { type Attribute, valueText } from '../../push/attribute.ts';
import { type DefinitionPlan, planDefinition } from '../../push/definition.ts';
import type { Policy } from '../../schema/types.ts';

/** One field of a definition that a policy would set; texts, for people. */
export interface FieldChange {
  readonly field: 'label' | 'type' | 'multiValued' | 'defaultValue' | 'description';
  /** Empty for a definition that is new. */
  readonly before: string;
  readonly after: string;
}

/** A definition that a policy would make or change. */
export interface DefinitionChange {
  readonly reference: string;
  readonly step: 'create' | 'update';
  readonly fields: readonly FieldChange[];
}

const FIELDS = ['label', 'type', 'multiValued', 'defaultValue', 'description'] as const;

const textOf = (attribute: Attribute | undefined, field: FieldChange['field']): string => {
  if (!attribute) return '';
  return field === 'defaultValue' ? valueText(attribute.defaultValue) : String(attribute[field]);
};

function changeOf(before: Attribute | undefined, { step, after }: DefinitionPlan): DefinitionChange[] {
  if (step === 'none') return [];
  const fields = FIELDS.map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) }));
  return [{ reference: after.reference, step, fields: fields.filter((one) => one.before !== one.after) }];
}

/**
 * The definitions that a policy would make or change in Omni, in its order, and what Omni does not let it change, with
 * its JSON pointer.
 */
export function definitionChanges(
  { attributes: wanted }: Policy,
  found: ReadonlyMap<string, Attribute>,
): { readonly changes: readonly DefinitionChange[]; readonly problems: readonly ErrorDetail[] } {
  const changes: DefinitionChange[] = [];
  const problems: ErrorDetail[] = [];
  for (const [index, attribute] of wanted.entries()) {
    const before = found.get(attribute.reference);
    try {
      changes.push(...changeOf(before, planDefinition(before, definitionOf(attribute))));
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      problems.push({ path: `/attributes/${index}`, message: thrown.message });
    }
  }
  return { changes, problems };
}
