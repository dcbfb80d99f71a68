import type { PolicyAttribute, PolicyGroupRule } from '../schema/types.ts';
import { captured } from './group-pattern.ts';

/** What a rule asks of a group's name, whatever it gives for it. */
export type GroupRule = Pick<PolicyGroupRule, 'group' | 'groupLike'>;

/** A rule in words; two rules that ask the same have the same. */
export const ruleText = ({ group, groupLike }: GroupRule): string =>
  groupLike === undefined ? `group ${group}` : `groups ${groupLike}`;

/** Whether a group of this name is one that the rule is about. */
export const isAbout = ({ group, groupLike }: GroupRule, name: string): boolean =>
  groupLike === undefined ? group === name : captured(groupLike, name) !== undefined;

/** What some attributes ask of groups, each question once. */
export function groupRules(attributes: readonly Pick<PolicyAttribute, 'value'>[]): GroupRule[] {
  const rules = attributes.flatMap(({ value }) => value?.groups ?? []);
  return [...new Map(rules.map(({ value: _, ...rule }) => [ruleText(rule), rule])).values()];
}
