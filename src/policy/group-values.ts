import type { PolicyGroupRule, PolicySource, PolicyValue } from '../schema/types.ts';
import { captured } from './group-pattern.ts';
import { ruleText } from './group-rule.ts';

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

/** What one rule gives, by name of the group: none for a name that leaves nothing for `$1`. @param names sorted */
function giftsOf({ group, groupLike, value }: PolicyGroupRule, names: readonly string[]): GroupGift[] {
  if (groupLike === undefined) return names.filter((name) => name === group).map((name) => ({ value, groups: [name] }));
  return names.flatMap((name) => {
    const text = captured(groupLike, name);
    const isNothing = text === undefined || (text.trim() === '' && hasPlaceholder(value));
    return isNothing ? [] : [{ value: filled(value, text), groups: [name] }];
  });
}

/** All entries, each once, sorted as texts: the order of the groups in Okta means nothing. */
function union(gifts: readonly GroupGift[]): GroupGift {
  const entries = gifts.flatMap(({ value }) => value ?? []).map(String);
  const groups = gifts.flatMap((gift) => gift.groups);
  return { value: [...new Set(entries)].sort(), groups: [...new Set(groups)].sort() };
}

/** What is known of one person's groups. */
export interface KnownGroups {
  /** The names of those that they are a member of, in any order. */
  readonly names: readonly string[];
  /** The texts of the rules that nobody can follow now: whether the person fits them is not known. */
  readonly unreadable: ReadonlySet<string>;
}

/** A rule that stands in the way of an answer: what it would give is not known. */
export interface UnreadableRule {
  readonly unreadable: string;
}

/** The first rule that fits, as long as none before it might. */
function firstGift(rules: readonly PolicyGroupRule[], names: readonly string[], unreadable: ReadonlySet<string>) {
  for (const rule of rules) {
    if (unreadable.has(ruleText(rule))) return { unreadable: ruleText(rule) };
    const [gift] = giftsOf(rule, names);
    if (gift) return gift;
  }
  return undefined;
}

function unionGift(rules: readonly PolicyGroupRule[], names: readonly string[], unreadable: ReadonlySet<string>) {
  const unknown = rules.map(ruleText).find((text) => unreadable.has(text));
  if (unknown !== undefined) return { unreadable: unknown };
  const gifts = rules.flatMap((rule) => giftsOf(rule, names));
  return gifts.length > 0 ? union(gifts) : undefined;
}

/**
 * What groups give: the first rule that fits, within it the first group by name; or what all of them give together. A
 * rule that cannot be read may fit, so nothing behind it counts, and no union is whole without it.
 *
 * @returns undefined when no rule fits
 */
export function groupGift(
  { groups: rules = [], combine }: Pick<PolicySource, 'groups' | 'combine'>,
  groups: KnownGroups,
): GroupGift | UnreadableRule | undefined {
  const names = [...new Set(groups.names)].sort();
  return (combine === 'union' ? unionGift : firstGift)(rules, names, groups.unreadable);
}
