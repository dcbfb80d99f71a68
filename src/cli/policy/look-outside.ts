import type { Settings } from '../../config/settings.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import type { OktaSchema } from '../../okta/schemas.ts';
import type { OutsideFacts } from '../../policy/check-outside.ts';
import { groupRules, ruleText } from '../../policy/group-rule.ts';
import { unreadableRules } from '../../policy/unreadable-rules.ts';
import { oktaVariable } from '../../policy/wanted-values.ts';
import { byReference } from '../../push/changes.ts';
import type { Policy } from '../../schema/types.ts';
import { findGroups } from '../../sync/find-groups.ts';
import { askOmni, oktaToAsk } from '../one-off-clients.ts';

const namesOf = ({ base, custom }: OktaSchema): Set<string> => new Set([...base.keys(), ...custom.keys()]);

async function unreadableOf(okta: OktaSession, { attributes }: Policy): Promise<OutsideFacts['unreadable']> {
  const rules = groupRules(attributes);
  const found = new Map<string, { id: string; name: string; members: 'read' }>();
  const refused = new Set<string>();
  for (const rule of rules) {
    const groups = await findGroups(okta, rule);
    if (groups === 'refused') refused.add(ruleText(rule));
    else for (const { id, name } of groups) found.set(id, { id, name, members: 'read' });
  }
  return unreadableRules(rules, [...found.values()], refused);
}

/**
 * Asks Okta and Omni about what a policy names, and nothing about a user. Okta is asked only for what the policy reads
 * there.
 *
 * @throws ConnectorError OKTA_NOT_CONFIGURED, or what the clients throw
 */
export async function lookOutside(settings: Settings, policy: Policy): Promise<OutsideFacts> {
  const attributes = byReference(await askOmni(settings, settings.omniKeys, (omni) => omni.listAttributes()));
  const profiles = policy.attributes.flatMap(({ value }) => (value?.okta ? [oktaVariable(value.okta).profile] : []));
  const readsGroups = groupRules(policy.attributes).length > 0;
  const nothing = { variables: { user: new Set<string>(), app: new Set<string>() }, unreadable: new Map() };
  if (profiles.length === 0 && !readsGroups) return { attributes, ...nothing };
  const okta = oktaToAsk(settings);
  return {
    attributes,
    variables: {
      user: profiles.includes('user') ? namesOf(await okta.userSchema()) : nothing.variables.user,
      app: profiles.includes('app') ? namesOf(await okta.appSchema()) : nothing.variables.app,
    },
    unreadable: readsGroups ? await unreadableOf(okta, policy) : nothing.unreadable,
  };
}
