import type { PolicyGroupRule, PolicySource, PolicyValue } from '../schema/types.ts';
import { captured } from './group-pattern.ts';

/** What the groups of one person give for one attribute. */
export interface GroupGift {
  readonly value: PolicyValue;
  /** The names of the groups that it comes from, sorted. */
  readonly groups: readonly string[];
}

const PLACEHOLDER = '$1';

function filled(value: PolicyValue, text: string): PolicyValue {
  if (typeof value === 'string') return value.split(PLACEHOLDER).join(text);
  if (!Array.isArray(value)) return value;
  return value.map((entry) => (typeof entry === 'string' ? entry.split(PLACEHOLDER).join(text) : entry));
}

/** Whether a value holds the place of what `*` stands for. */
export const hasPlaceholder = (value: PolicyValue): boolean =>
  [value].flat().some((entry) => typeof entry === 'string' && entry.includes(PLACEHOLDER));

/** What one rule gives, by name of the group. @param names sorted */
function giftsOf({ group, groupLike, value }: PolicyGroupRule, names: readonly string[]): GroupGift[] {
  if (group !== undefined) return names.includes(group) ? [{ value, groups: [group] }] : [];
  return names.flatMap((name) => {
    const text = captured(groupLike ?? '*', name);
    return text === undefined ? [] : [{ value: filled(value, text), groups: [name] }];
  });
}

/** All entries, each once, sorted as texts: the order of the groups in Okta means nothing. */
function union(gifts: readonly GroupGift[]): GroupGift {
  const entries = gifts.flatMap(({ value }) => value ?? []).map(String);
  const groups = gifts.flatMap((gift) => gift.groups);
  return { value: [...new Set(entries)].sort(), groups: [...new Set(groups)].sort() };
}

/**
 * What groups give: the first rule that fits, within it the first group by name; or what all of them give together.
 *
 * @param groups the names of the person's groups, in any order
 * @returns undefined when no rule fits
 */
export function groupGift(
  { groups: rules = [], combine = 'first' }: Pick<PolicySource, 'groups' | 'combine'>,
  groups: readonly string[],
): GroupGift | undefined {
  const names = [...new Set(groups)].sort();
  const gifts = rules.flatMap((rule) => giftsOf(rule, names));
  return combine === 'union' && gifts.length > 0 ? union(gifts) : gifts[0];
}
