import type { OktaSession } from '../okta/okta-org.ts';
import { type GroupRule, ruleText } from '../policy/group-rule.ts';
import type { KnownGroups } from '../policy/group-values.ts';
import { type UnreadableReason, unreadableRules } from '../policy/unreadable-rules.ts';
import { findGroups, type GroupSearch } from './find-groups.ts';
import { unlessRefused } from './unless-refused.ts';

/** The groups of a person, and why a rule cannot be followed, by its text. */
export interface PersonGroups extends KnownGroups {
  readonly reasons: ReadonlyMap<string, UnreadableReason>;
}

const personGroupsOf = (names: readonly string[], reasons: PersonGroups['reasons']): PersonGroups => ({
  names,
  unreadable: new Set(reasons.keys()),
  reasons,
});

export const NO_GROUPS = personGroupsOf([], new Map());

/**
 * The groups of one person as Okta has them now, and the rules that cannot be followed: the groups of the person alone
 * do not tell a group that they are not in from one that is gone, renamed or has a namesake.
 *
 * @param searched by `findGroups` not long before, where several people are read; left out, the rules are looked up
 * @throws ConnectorError for what may pass
 */
export async function personGroups(
  okta: OktaSession,
  rules: readonly GroupRule[],
  oktaUserId: string,
  searched?: readonly GroupSearch[],
): Promise<PersonGroups> {
  if (rules.length === 0) return NO_GROUPS;
  const own = await unlessRefused(okta.groupsOf(oktaUserId));
  if (own === 'refused') return personGroupsOf([], new Map(rules.map((rule) => [ruleText(rule), 'refused'])));
  const searches = searched ?? (await findGroups(okta, rules)).searches;
  const found = searches.flatMap(({ groups }) => (groups === 'refused' ? [] : groups));
  // A search may show a name late, the person's own groups do not.
  const byId = new Map([...found, ...own].map(({ id, name }) => [id, { id, name, members: 'read' }] as const));
  const refused = new Set(searches.flatMap(({ text, groups }) => (groups === 'refused' ? [text] : [])));
  const names = own.map(({ name }) => name);
  return personGroupsOf(names, unreadableRules(rules, [...byId.values()], refused));
}
