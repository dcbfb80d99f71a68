import { systemClock } from '../base/clock.ts';
import { missingSettings } from '../config/okta-management.ts';
import type { Settings } from '../config/settings.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { createOkta } from '../okta/okta.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { omniAppAttributes } from '../okta/omni-app-attributes.ts';
import { readProvisioning } from '../okta/provisioning.ts';
import type { OktaScope } from '../okta/scopes.ts';

const PATIENCE_MS = 30_000;

type Work = (okta: OktaSession, settings: Settings) => Promise<string>;

/** Whether the service app may read what set-up and sync need: each read has a scope of its own. */
const readsOrg: Work = async (okta) => {
  await okta.userSchema();
  const attributes = omniAppAttributes(await okta.appSchema());
  const { properties } = await okta.mapping();
  const { users, next } = await okta.appUserPage();
  const [user] = users;
  if (user) await okta.user(user.id);
  const mapped = attributes.filter(({ variable }) => properties.has(variable)).length;
  const count = next === undefined ? String(users.length) : `more than ${users.length}`;
  return `The service app may read schemas, mapping and users. The Omni app has ${attributes.length} user attributes, ${mapped} of them mapped, and ${count} assigned users.`;
};

/** What an admin may want of the service app, and the scopes that it takes. */
type Needs = Readonly<Record<string, readonly OktaScope[]>>;
const NEEDS: Needs = {
  'sync and report': ['okta.schemas.read', 'okta.userTypes.read', 'okta.profileMappings.read', 'okta.apps.read'],
  'set up attributes': ['okta.schemas.manage', 'okta.profileMappings.manage'],
  "write users' values": ['okta.users.read', 'okta.users.manage'],
  'read the groups of a policy': ['okta.groups.read', 'okta.users.read'],
};
/** Only who sets the hook up needs these, and takes them away again. */
const HOOK_NEEDS: Needs = { 'set up the event hook': ['okta.eventHooks.read', 'okta.eventHooks.manage'] };

/** The scopes that the service app is not granted. A token tells; whether the role covers it shows when it is used. */
async function missingScopes(okta: OktaSession, scopes: readonly OktaScope[]): Promise<OktaScope[]> {
  const missing: OktaScope[] = [];
  for (const scope of scopes) {
    try {
      await okta.granted(scope);
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError) || thrown.code !== 'OKTA_ACCESS_REFUSED') throw thrown;
      missing.push(scope);
    }
  }
  return missing;
}

/** What is granted, need by need: an app that may not change the org is no fault. */
const tellScopes: Work = async (okta, { hookSecret }) => {
  const told: string[] = [];
  for (const [need, scopes] of Object.entries({ ...NEEDS, ...(hookSecret && HOOK_NEEDS) })) {
    const missing = await missingScopes(okta, scopes);
    told.push(missing.length === 0 ? `It may ${need}.` : `It may not ${need}: ${missing.join(', ')} not granted.`);
  }
  return told.join(' ');
};

const tellDpop: Work = async (okta) =>
  (await okta.granted('okta.schemas.read')) === 'DPoP'
    ? 'The service app wants proofs of possession, and gets them.'
    : 'The service app takes bearer tokens.';

const tellProvisioning: Work = async (okta) => {
  const { isComplete, detail } = await readProvisioning(okta);
  if (!isComplete) throw new Error(detail);
  return detail;
};

const tellUserTypes: Work = async (okta) => {
  const others = (await okta.userTypes()).filter(({ isDefault }) => !isDefault).map(({ name }) => name);
  if (others.length === 0) return 'All users are of one type.';
  return `Only users of the default type are set up; ${others.join(', ')} have profiles and mappings of their own.`;
};

const CHECKS: Readonly<Record<string, Work>> = {
  'Okta org': readsOrg,
  'Okta scopes': tellScopes,
  DPoP: tellDpop,
  Provisioning: tellProvisioning,
  'User types': tellUserTypes,
};

/** What is looked at in the Okta org, without changing anything. */
interface OktaOrgCheck {
  readonly check: string;
  /** Says what was found, in a sentence or two. @throws ConnectorError, or Error when it is not as it should be */
  readonly work: () => Promise<string>;
}

/** Looks at the Okta org as the service app sees it. */
export function oktaOrgChecks(settings: Settings): OktaOrgCheck[] {
  const org = createOkta({
    management: settings.oktaManagement,
    clock: systemClock,
    random: Math.random,
    exclusive: (_deadline, work) => work(),
    onExchange: () => undefined,
  });
  const work = async (look: Work) => look(org.session(systemClock.now() + PATIENCE_MS), settings);
  const [first, ...others] = Object.entries(CHECKS).map(([check, look]) => ({ check, work: () => work(look) }));
  // Without its settings there is one thing to say.
  return first ? [first, ...(org.isConfigured ? others : [])] : [];
}

/** Whether set-up in Okta is wanted: at least one of its settings is there. */
export const wantsOktaOrg = ({ oktaManagement }: Settings): boolean =>
  missingSettings(oktaManagement).length < Object.keys(oktaManagement).length;
