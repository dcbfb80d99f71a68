import type { OktaGroup } from '../okta/groups.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { type GroupRule, isAbout } from '../policy/group-rule.ts';
import { unlessRefused } from './unless-refused.ts';

/** The text before the star, by which Okta can search. */
const beginningOf = (pattern: string): string => pattern.slice(0, Math.max(0, pattern.indexOf('*')));

/**
 * The groups that a rule is about, by one search; Okta's own comparison does not count.
 *
 * @throws ConnectorError for what may pass
 */
export async function findGroups(okta: OktaSession, rule: GroupRule): Promise<readonly OktaGroup[] | 'refused'> {
  const { group, groupLike = '*' } = rule;
  const named = group === undefined ? { beginning: beginningOf(groupLike) } : { name: group };
  const found = await unlessRefused(okta.groupsNamed(named));
  return found === 'refused' ? found : found.filter(({ name }) => isAbout(rule, name));
}
