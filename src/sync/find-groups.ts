import { ConnectorError } from '../errors/connector-error.ts';
import type { GroupsNamed, OktaGroup } from '../okta/groups.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { type GroupRule, isAbout, ruleText } from '../policy/group-rule.ts';
import { unlessRefused } from './unless-refused.ts';

/** So many rules are looked up by one search: with the longest names its address is still one that servers take. */
export const RULES_AT_ONCE = 10;

/** What a rule was found to be about. */
export interface GroupSearch {
  readonly text: string;
  readonly groups: readonly OktaGroup[] | 'refused';
}

/** Some rules with what they are about, and the requests to Okta that it took; further pages are not counted. */
export interface GroupsFound {
  readonly searches: readonly GroupSearch[];
  readonly requests: number;
}

/** The text before the star, by which Okta can search. */
const beginningOf = (pattern: string): string => pattern.slice(0, Math.max(0, pattern.indexOf('*')));

const namedBy = ({ group, groupLike = '*' }: GroupRule): GroupsNamed =>
  group === undefined ? { beginning: beginningOf(groupLike) } : { name: group };

/** Okta's own comparison does not count. */
const searchOf = (rule: GroupRule, found: readonly OktaGroup[] | 'refused'): GroupSearch => ({
  text: ruleText(rule),
  groups: found === 'refused' ? found : found.filter(({ name }) => isAbout(rule, name)),
});

/** @returns undefined where Okta does not take a search for several: it may take one for each */
function searchTogether(okta: OktaSession, rules: readonly GroupRule[]) {
  const found = okta.groupsNamed(rules.map(namedBy)).catch((thrown: unknown) => {
    if (rules.length > 1 && thrown instanceof ConnectorError && thrown.code === 'OKTA_REFUSED') return undefined;
    throw thrown;
  });
  return unlessRefused(found);
}

async function findSome(okta: OktaSession, rules: readonly GroupRule[]): Promise<GroupsFound> {
  const found = await searchTogether(okta, rules);
  if (found !== undefined) return { searches: rules.map((rule) => searchOf(rule, found)), requests: 1 };
  const searches: GroupSearch[] = [];
  for (const rule of rules) searches.push(searchOf(rule, await unlessRefused(okta.groupsNamed([namedBy(rule)]))));
  return { searches, requests: 1 + rules.length };
}

/**
 * The groups that rules are about, as Okta has them now: as many rules as possible by one search, and each by one of
 * its own where Okta does not take that.
 *
 * @throws ConnectorError for what may pass
 */
export async function findGroups(okta: OktaSession, rules: readonly GroupRule[]): Promise<GroupsFound> {
  const searches: GroupSearch[] = [];
  let requests = 0;
  for (let start = 0; start < rules.length; start += RULES_AT_ONCE) {
    const some = await findSome(okta, rules.slice(start, start + RULES_AT_ONCE));
    searches.push(...some.searches);
    requests += some.requests;
  }
  return { searches, requests };
}
