import { createOktaOrgDouble, type OktaOrgDouble } from '../../../local/okta-org/okta-org-double.ts';
import type { OmniDouble } from '../../../local/omni/omni-double.ts';

/** An attribute that the org has from elsewhere, so that it can be seen that nobody touches it. */
const OTHER = { title: 'Badge color', type: 'string' } as const;

/** The group that samples/policy.yaml asks for; nobody is in it. */
export const READERS = 'PII Readers';

/**
 * A local Okta org whose Omni app has the users of the local Omni, provisioned and active.
 *
 * @param groupNames of groups that it has as well, without members
 */
export function sampleOrg(omni: OmniDouble, groupNames: readonly string[]): OktaOrgDouble {
  const org = createOktaOrgDouble();
  org.addUserAttribute('badgeColor', OTHER);
  org.addAppAttribute('badgeColor', OTHER);
  org.setMapping('badgeColor', { expression: 'user.badgeColor', pushStatus: 'PUSH' });
  for (const { userName, id } of omni.users.filter(({ active }) => active)) {
    org.addUser({ login: userName, profile: { badgeColor: 'blue' } });
    org.assign(userName, { externalId: id });
  }
  for (const name of new Set([READERS, ...groupNames])) org.addGroup(name);
  return org;
}
