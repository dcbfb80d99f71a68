import { plural } from '../../base/plural.ts';
import type { PolicyAttribute, PolicyGroupRule } from '../../schema/types.ts';

/** A value of the policy in words. */
export const policyValue = (value: PolicyGroupRule['value'] | undefined): string => {
  if (value === undefined) return 'left alone';
  if (value === null) return 'cleared';
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
};

/** Where the values of an attribute come from, in a few words. */
export function sourceWords(attribute: Pick<PolicyAttribute, 'value'> | undefined): string {
  if (!attribute) return 'not in the policy';
  const { value } = attribute;
  if (value?.okta !== undefined) return `Okta: ${value.okta}`;
  if (value?.groups) return `${plural(value.groups.length, 'rule')} about groups (${value.combine ?? 'first'})`;
  return 'nowhere: the policy writes none';
}
