import { systemClock } from '../../base/clock.ts';
import { missingSettings } from '../../config/okta-management.ts';
import type { Settings } from '../../config/settings.ts';
import { ConnectorError } from '../../errors/connector-error.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { omniAppAttributes } from '../../okta/omni-app-attributes.ts';
import { readProvisioning } from '../../okta/provisioning.ts';
import type { OktaScope } from '../../okta/scopes.ts';
import { oktaOrgToAsk } from '../one-off-clients.ts';
import { checkHook } from './check-hook.ts';
import { type Finding, look, lookInTurn, type Seen, Wrong } from './finding.ts';

const PATIENCE_MS = 30_000;

type Work = (okta: OktaSession, settings: Settings) => Promise<Seen>;

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

const isRefused = (thrown: unknown): thrown is ConnectorError =>
  thrown instanceof ConnectorError && thrown.code === 'OKTA_ACCESS_REFUSED';

/** Whether a scope is granted: nothing is called with it. @returns why not */
async function refusalOf(okta: OktaSession, scope: OktaScope): Promise<ConnectorError | undefined> {
  try {
    await okta.granted(scope);
    return undefined;
  } catch (thrown) {
    if (isRefused(thrown)) return thrown;
    throw thrown;
  }
}

/** Whether Okta knows the app by its key. A scope that is not granted says nothing about that. @throws Wrong */
const provesKey: Work = async (okta) => {
  const refusals: string[] = [];
  for (const scope of new Set(Object.values(NEEDS).flat())) {
    const refused = await refusalOf(okta, scope);
    if (!refused) return 'Okta knows the service app by its key.';
    refusals.push(String(refused.facts.detail));
    // RFC 6749, section 5.2: it is the client that is refused, whatever it asks for.
    if (/\binvalid_client\b/.test(refusals[0] ?? '')) {
      throw new Wrong(
        `Okta does not take the proof of the service app: ${refusals[0]}.`,
        'Compare OKTA_MANAGEMENT_CLIENT_ID with the client id of the app, and give the app the public key that belongs to OKTA_MANAGEMENT_PRIVATE_KEY: General > Client Credentials > Public key / Private key. The clock must be right, too.',
      );
    }
  }
  throw new Wrong(
    `The service app is granted no scope at all: ${refusals[0]}.`,
    'Grant it those of docs/okta.md: its page > Okta API Scopes.',
  );
};

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
  const told = `The service app may read schemas, mapping and users. The app of OKTA_OMNI_APP_ID has ${attributes.length} user attributes of Omni, ${mapped} of them mapped, and ${count} assigned users.`;
  if (attributes.length > 0) return told;
  return {
    unsure: told,
    fix: 'If it has been set up already, this is the id of another app: take the one from the address of the Omni app in the Admin Console. Else setup-synced-attribute sets it up.',
  };
};

/** What is granted, need by need: an app that may not change the org is no fault. */
const tellScopes: Work = async (okta, { hookSecret }) => {
  const told: string[] = [];
  for (const [need, scopes] of Object.entries({ ...NEEDS, ...(hookSecret && HOOK_NEEDS) })) {
    const missing: OktaScope[] = [];
    for (const scope of scopes) if (await refusalOf(okta, scope)) missing.push(scope);
    told.push(missing.length === 0 ? `It may ${need}.` : `It may not ${need}: ${missing.join(', ')} not granted.`);
  }
  const lacks = told.some((sentence) => sentence.includes('not granted'));
  if (!lacks) return told.join(' ');
  return { unsure: told.join(' '), fix: 'Where that is wanted, grant them: the page of the app > Okta API Scopes.' };
};

const tellDpop: Work = async (okta) =>
  (await okta.granted('okta.schemas.read')) === 'DPoP'
    ? 'The service app wants proofs of possession, and gets them.'
    : 'The service app takes bearer tokens.';

const tellProvisioning: Work = async (okta) => {
  const { isComplete, updatesUsers, detail } = await readProvisioning(okta);
  if (isComplete) return detail;
  if (updatesUsers === undefined) return { unsure: detail };
  throw new Wrong(detail, 'The Admin Console alone can switch it on.');
};

const tellFeatures: Work = async (okta) => {
  const { features } = await okta.app();
  return features.size === 0
    ? 'Its provisioning may do nothing.'
    : `Its provisioning may do ${[...features].join(', ')}.`;
};

const tellUserTypes: Work = async (okta) => {
  const others = (await okta.userTypes()).filter(({ isDefault }) => !isDefault).map(({ name }) => name);
  if (others.length === 0) return 'All users are of one type.';
  return {
    unsure: `Only users of the default type are set up; ${others.join(', ')} have profiles and mappings of their own.`,
    fix: 'Map the attributes for those types in the Profile Editor, if they use Omni.',
  };
};

/** Where the first is wrong, so are the others. */
const FIRST: Readonly<Record<string, Work>> = { 'Service app': provesKey };
const OTHERS: Readonly<Record<string, Work>> = {
  'Okta org': readsOrg,
  'Okta scopes': tellScopes,
  DPoP: tellDpop,
  Provisioning: tellProvisioning,
  'Okta features': tellFeatures,
  'User types': tellUserTypes,
  'Event hook': checkHook,
};

/** Looks at the Okta org as the service app sees it, one after the other: what they need of Okta is the same. */
export async function checkOktaOrg(settings: Settings): Promise<Finding[]> {
  const missing = missingSettings(settings.oktaManagement);
  if (missing.length > 0) {
    const error = new ConnectorError('OKTA_NOT_CONFIGURED', { missing: missing.join(', ') });
    return [await look('Okta org', () => Promise.reject(error))];
  }
  const org = oktaOrgToAsk(settings);
  // Each with patience of its own.
  const work = (one: Work) => () => one(org.session(systemClock.now() + PATIENCE_MS), settings);
  const first = await lookInTurn(Object.entries(FIRST).map(([check, one]) => [check, work(one)] as const));
  if (first.some(({ state }) => state === 'wrong')) return first;
  const findings = [...first];
  for (const [check, one] of Object.entries(OTHERS)) findings.push(await look(check, work(one)));
  return findings;
}

/** Whether set-up in Okta is wanted: at least one of its settings is there. */
export const wantsOktaOrg = ({ oktaManagement }: Settings): boolean =>
  missingSettings(oktaManagement).length < Object.keys(oktaManagement).length;
