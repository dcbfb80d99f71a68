import type { Settings } from '../../config/settings.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import type { OktaSchema } from '../../okta/schemas.ts';
import type { GroupFacts, OutsideFacts } from '../../policy/check-outside.ts';
import { groupRules } from '../../policy/group-rule.ts';
import { unmatchedRules, unreadableRules } from '../../policy/unreadable-rules.ts';
import { oktaVariable } from '../../policy/wanted-values.ts';
import { byReference } from '../../push/changes.ts';
import type { Policy } from '../../schema/types.ts';
import { findGroups } from '../../sync/find-groups.ts';
import { type AskOmni, oktaToAsk } from '../one-off-clients.ts';

const namesOf = ({ base, custom }: OktaSchema): Set<string> => new Set([...base.keys(), ...custom.keys()]);

async function groupFacts(okta: OktaSession, { attributes }: Policy): Promise<GroupFacts> {
  const rules = groupRules(attributes);
  const { searches } = await findGroups(okta, rules);
  const refused = new Set(searches.flatMap(({ text, groups }) => (groups === 'refused' ? [text] : [])));
  const found = new Map(
    searches.flatMap(({ groups }) =>
      groups === 'refused' ? [] : groups.map(({ id, name }) => [id, { id, name, members: 'read' }] as const),
    ),
  );
  const groups = [...found.values()];
  return {
    unreadable: unreadableRules(rules, groups, refused),
    unmatched: new Set(unmatchedRules(rules, groups, refused)),
  };
}

/**
 * Asks Okta and Omni about what a policy names, and nothing about a user. Okta is asked only for what the policy reads
 * there.
 *
 * @throws ConnectorError OKTA_NOT_CONFIGURED, or what the clients throw
 */
export async function lookOutside(settings: Settings, askOmni: AskOmni, policy: Policy): Promise<OutsideFacts> {
  const attributes = byReference(await askOmni(settings.omniKeys, (omni) => omni.listAttributes()));
  const profiles = policy.attributes.flatMap(({ value }) => (value?.okta ? [oktaVariable(value.okta).profile] : []));
  const readsGroups = groupRules(policy.attributes).length > 0;
  const noGroups: GroupFacts = { unreadable: new Map(), unmatched: new Set() };
  const none = new Set<string>();
  if (profiles.length === 0 && !readsGroups) return { attributes, variables: { user: none, app: none }, ...noGroups };
  const okta = oktaToAsk(settings);
  return {
    attributes,
    variables: {
      user: profiles.includes('user') ? namesOf(await okta.userSchema()) : none,
      app: profiles.includes('app') ? namesOf(await okta.appSchema()) : none,
    },
    ...(readsGroups ? await groupFacts(okta, policy) : noGroups),
  };
}
