import { missingSettings } from '../config/okta-management.ts';
import type { Settings } from '../config/settings.ts';
import { omniAppAttributes } from '../okta/omni-app-attributes.ts';
import { oktaToAsk } from './one-off-clients.ts';

/**
 * Looks whether the service app may read what set-up and sync need, without changing anything: each read has a scope of
 * its own. Whether it may write shows when it does.
 *
 * @returns what was found, in a sentence or two
 * @throws ConnectorError, or Error when settings are missing
 */
export async function checkOktaOrg(settings: Settings): Promise<string> {
  const okta = oktaToAsk(settings);
  await okta.userSchema();
  const attributes = omniAppAttributes(await okta.appSchema());
  const { properties } = await okta.mapping();
  const { users, next } = await okta.appUserPage();
  const [user] = users;
  if (user) await okta.user(user.id);
  const mapped = attributes.filter(({ variable }) => properties.has(variable)).length;
  const count = next === undefined ? String(users.length) : `more than ${users.length}`;
  return `The service app may read schemas, mapping and users. The Omni app has ${attributes.length} user attributes, ${mapped} of them mapped, and ${count} assigned users.`;
}

/** Whether set-up in Okta is wanted: at least one of its settings is there. */
export const wantsOktaOrg = ({ oktaManagement }: Settings): boolean =>
  missingSettings(oktaManagement).length < Object.keys(oktaManagement).length;
