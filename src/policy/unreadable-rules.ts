import { type GroupRule, isAbout, ruleText } from './group-rule.ts';

/** A group as Okta was seen to have it. */
export interface FoundGroup {
  readonly id: string;
  readonly name: string;
  /** `gone`: Okta had it, and has it no longer. */
  readonly members: 'unread' | 'read' | 'refused' | 'gone';
}

/** Why nobody can say who is in the groups of a rule. */
export type UnreadableReason = 'refused' | 'missing' | 'ambiguous';

/** What Okta says about one rule; a pattern may fit no group at all. */
function reasonOf(rule: GroupRule, found: readonly FoundGroup[]): UnreadableReason | undefined {
  const groups = found.filter(({ name, members }) => members !== 'gone' && isAbout(rule, name));
  if (new Set(groups.map(({ name }) => name)).size < groups.length) return 'ambiguous';
  if (groups.some(({ members }) => members !== 'read')) return 'refused';
  return rule.group !== undefined && groups.length === 0 ? 'missing' : undefined;
}

/**
 * The rules that nobody can follow now, by their texts: Okta refuses, has no such group, or has two of one name. What
 * they would give is not known, which is not the same as nothing.
 *
 * @param refused the texts of the rules whose groups Okta does not even name
 */
export function unreadableRules(
  rules: readonly GroupRule[],
  found: readonly FoundGroup[],
  refused: ReadonlySet<string>,
): ReadonlyMap<string, UnreadableReason> {
  return new Map(
    rules.flatMap((rule) => {
      const reason = refused.has(ruleText(rule)) ? 'refused' : reasonOf(rule, found);
      return reason ? [[ruleText(rule), reason] as const] : [];
    }),
  );
}

/**
 * The patterns that no group of Okta fits, by their texts. They give nobody a value, which may be meant: a group of
 * that name may come.
 *
 * @param refused the texts of the rules whose groups Okta does not even name
 */
export const unmatchedRules = (
  rules: readonly GroupRule[],
  found: readonly FoundGroup[],
  refused: ReadonlySet<string>,
): string[] =>
  rules
    .filter((rule) => rule.group === undefined && !refused.has(ruleText(rule)))
    .filter((rule) => !found.some(({ name, members }) => members !== 'gone' && isAbout(rule, name)))
    .map(ruleText);

const REASONS: Readonly<Record<UnreadableReason, string>> = {
  refused: 'Okta refuses them',
  missing: 'Okta has none of this name',
  ambiguous: 'two bear one name',
};

/** Rules that cannot be followed, in words. */
export const unreadableText = (unreadable: ReadonlyMap<string, UnreadableReason>): string =>
  [...unreadable].map(([text, reason]) => `${text} (${REASONS[reason]})`).join(', ');
