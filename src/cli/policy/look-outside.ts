import type { Settings } from '../../config/settings.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import type { GroupFacts, OutsideFacts } from '../../policy/check-outside.ts';
import { groupRules } from '../../policy/group-rule.ts';
import { variablesOf } from '../../policy/missing-variables.ts';
import { sourcedAttributes } from '../../policy/sourced-attributes.ts';
import { unmatchedRules, unreadableRules } from '../../policy/unreadable-rules.ts';
import { byReference } from '../../push/changes.ts';
import type { Policy } from '../../schema/types.ts';
import { findGroups } from '../../sync/find-groups.ts';
import { findMissingVariables } from '../../sync/find-missing-variables.ts';
import { type AskOmni, oktaToAsk } from '../one-off-clients.ts';

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
  const sourced = sourcedAttributes(policy.attributes);
  const readsGroups = groupRules(policy.attributes).length > 0;
  const noGroups: GroupFacts = { unreadable: new Map(), unmatched: new Set() };
  if (variablesOf(sourced).length === 0 && !readsGroups) return { attributes, missing: [], ...noGroups };
  const okta = oktaToAsk(settings);
  const { missing } = await findMissingVariables(okta, sourced);
  return { attributes, missing, ...(readsGroups ? await groupFacts(okta, policy) : noGroups) };
}
