import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { NO_PLACE } from '../../src/push/place.ts';
import { beginAuditKey } from '../../src/store/audit-head.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { noteWriteTest } from '../../src/store/write-tests.ts';
import { createServerDatabase } from '../support/databases.ts';
import { selfSigned } from './self-signed.ts';
import type { World } from './world.ts';

/** A mistake that was made: what it changes of the environment, and how it is mended elsewhere. */
interface Made {
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly mend?: () => unknown;
}

/** A mistake, and how the doctor has to name it. */
export interface Mistake {
  /** The part of the world in which it is made. */
  readonly at: string;
  /** The name of the check that finds it. */
  readonly check: string;
  /** Left out: it is wrong. */
  readonly state?: 'unsure';
  readonly says: RegExp;
  /** What it says to do. */
  readonly fix: RegExp;
  make(world: World): Made | Promise<Made>;
}

const set = (environment: Record<string, string>) => (): Made => ({ environment });

/** Changes something, and gives back what undoes it. */
function change<T extends object>(target: T, changes: Partial<T>): () => void {
  const before = Object.fromEntries(Object.keys(changes).map((key) => [key, target[key as keyof T]]));
  Object.assign(target, changes);
  return () => void Object.assign(target, before);
}

/** Somebody else on a port of this machine. */
async function occupy(): Promise<{ readonly port: number; readonly mend: () => void }> {
  const server = createServer((socket) => socket.end('nothing\r\n'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { port: (server.address() as { port: number }).port, mend: () => server.close() };
}

async function untrusted(): Promise<Made> {
  const server = createTlsServer(selfSigned());
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  return { environment: { OMNI_BASE_URL: `https://localhost:${port}` }, mend: () => server.close() };
}

const without = <T>(list: T[], ...gone: readonly T[]): (() => void) => {
  const before = [...list];
  list.splice(0, list.length, ...before.filter((one) => !gone.includes(one)));
  return () => void list.splice(0, list.length, ...before);
};

const databaseWith =
  (edit: (url: URL) => void) =>
  ({ environment }: World): Made => {
    const url = new URL(environment.DATABASE_URL ?? '');
    edit(url);
    return { environment: { DATABASE_URL: url.href } };
  };

const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const settings: Record<string, Omit<Mistake, 'at'>> = {
  'Omni without https': {
    check: 'OMNI_BASE_URL',
    says: /must begin with https/,
    fix: /The Omni instance/,
    make: set({ OMNI_BASE_URL: 'http://acme.omniapp.co' }),
  },
  'the host that shows embedded pages': {
    check: 'OMNI_BASE_URL',
    says: /shows embedded pages only; Omni's API is on omniapp\.co/,
    fix: /The Omni instance/,
    make: set({ OMNI_BASE_URL: 'https://acme.embed-omniapp.co' }),
  },
  'no key of Omni': {
    check: 'OMNI_API_KEYS',
    says: /is not set, nor OMNI_API_KEYS_FILE/,
    fix: /Organization keys of Omni \(Settings > API access\)/,
    make: set({ OMNI_API_KEYS: '' }),
  },
  'the org server as issuer': {
    check: 'OKTA_ISSUER',
    says: /names the org server: set it to an address such as https:\/\/acme\.okta\.com\/oauth2\/default/,
    fix: /custom authorization server/,
    make: set({ OKTA_ISSUER: 'https://acme.okta.com' }),
  },
  'the Admin Console as issuer': {
    check: 'OKTA_ISSUER',
    says: /use the host acme\.okta\.com/,
    fix: /custom authorization server/,
    make: set({ OKTA_ISSUER: 'https://acme-admin.okta.com/oauth2/default' }),
  },
  'the Admin Console as org': {
    check: 'OKTA_ORG_URL',
    says: /leave -admin out/,
    fix: /The Okta org/,
    make: set({ OKTA_ORG_URL: 'https://acme-admin.okta.com' }),
  },
  'a key that is none': {
    check: 'OKTA_MANAGEMENT_PRIVATE_KEY',
    says: /holds no private key: PEM \(PKCS 8\) or JWK/,
    fix: /The private key of that app/,
    make: set({ OKTA_MANAGEMENT_PRIVATE_KEY: 'a text' }),
  },
  'a key of another kind': {
    check: 'OKTA_MANAGEMENT_PRIVATE_KEY',
    says: /holds no RSA key, and no EC key of the curves/,
    fix: /The private key of that app/,
    make: () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      return {
        environment: { OKTA_MANAGEMENT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      };
    },
  },
  'a file of a secret that is not there': {
    check: 'METRICS_TOKEN_FILE',
    says: /cannot be read \(ENOENT\)/,
    fix: /A file that holds the token of \/metrics/,
    make: set({ METRICS_TOKEN_FILE: '/nowhere/token' }),
  },
  'a port that is no number': {
    check: 'PORT',
    says: /must be a whole number/,
    fix: /The port to listen on/,
    make: set({ PORT: 'eighty' }),
  },
  'a schedule that never comes': {
    check: 'SYNC_SCHEDULE',
    says: /must be a cron expression of five fields/,
    fix: /When to push what Okta holds/,
    make: set({ SYNC_SCHEDULE: 'at night' }),
  },
  'a short key of the audit log': {
    check: 'AUDIT_KEY',
    says: /less than 32 characters/,
    fix: /openssl rand -hex 32/,
    make: set({ AUDIT_KEY: randomUUID().slice(0, 8) }),
  },
  'a limit with a slip in its name': {
    check: 'GUARD_MAX_CHANGED_USER',
    says: /did you mean GUARD_MAX_CHANGED_USERS/,
    fix: /docs\/settings\.md/,
    make: set({ GUARD_MAX_CHANGED_USER: '5' }),
  },
  'a setting with a slip in its name': {
    check: 'Settings',
    state: 'unsure',
    says: /did you mean LOG_LEVEL/,
    fix: /Rename the variable/,
    make: set({ LOGLEVEL: 'debug' }),
  },
};

const machine: Record<string, Omit<Mistake, 'at'>> = {
  'a port in use': {
    check: 'Address',
    says: /PORT: \d+ of 127\.0\.0\.1 is in use by another process/,
    fix: /\w/,
    make: async () => {
      const { port, mend } = await occupy();
      return { environment: { PORT: String(port) }, mend };
    },
  },
  'a host of another machine': {
    check: 'Address',
    says: /HOST: elsewhere\.acme\.example is a name that is not found/,
    fix: /0\.0\.0\.0/,
    make: set({ HOST: 'elsewhere.acme.example' }),
  },
  'no PUBLIC_URL': {
    check: 'PUBLIC_URL',
    state: 'unsure',
    says: /http:\/\/localhost:0, where Okta reaches nothing/,
    fix: /Set it to the https address that Workflows uses/,
    make: set({ PUBLIC_URL: '', OKTA_HOOK_SECRET: '' }),
  },
  'a callback to a host that is not listed': {
    check: 'Callback',
    says: /SCHEDULE_CALLBACK_URL: .*CALLBACK_HOSTS does not name it/,
    fix: /add its host to CALLBACK_HOSTS/,
    make: set({ SCHEDULE_CALLBACK_URL: 'https://hooks.acme.example/done' }),
  },
  'the password of the database': {
    check: 'Database',
    says: /DATABASE_URL: password refused for user postgres \(28P01\)/,
    fix: /Correct user and password/,
    make: databaseWith((url) => (url.password = randomUUID())),
  },
  'the name of the database': {
    check: 'Database',
    says: /has no database none/,
    fix: /Create it, or correct the name/,
    make: databaseWith((url) => (url.pathname = '/none')),
  },
  'a server that does not run': {
    check: 'Database',
    says: /nothing answers at 127\.0\.0\.1:1 /,
    fix: /Start the server, or correct host and port/,
    make: databaseWith((url) => (url.port = '1')),
  },
  'a folder that is a file': {
    check: 'Database',
    says: /DATA_DIR: .*policy\.yaml/,
    fix: /\w/,
    make: ({ file }) => ({ environment: { DATABASE_URL: '', DATA_DIR: file('policy.yaml.d', '') } }),
  },
  'the key of the audit log left out': {
    check: 'Audit key',
    says: /goes on with the key hmac-sha256:\w+, which AUDIT_KEY does not hold/,
    fix: /Give AUDIT_KEY, or AUDIT_KEY_FILE, the key of before/,
    make: async () => {
      const databaseUrl = await createServerDatabase();
      const database = await openDatabase({ databaseUrl, dataDir: '', auditKeys: [new Secret(randomUUID())] });
      await beginAuditKey(database, Date.now());
      await database.close();
      return { environment: { DATABASE_URL: databaseUrl.reveal() } };
    },
  },
  'a write test that was cut off': {
    check: 'Write test',
    says: /ada@acme\.example region/,
    fix: /repeat it: it puts the value back first/,
    make: async () => {
      const databaseUrl = await createServerDatabase();
      const database = await openDatabase({ databaseUrl, dataDir: '' });
      const note = { omniUserId: 'x', userName: 'ada@acme.example', reference: 'region', held: [], trials: [] };
      await noteWriteTest(database, { ...note, place: NO_PLACE });
      await database.close();
      return { environment: { DATABASE_URL: databaseUrl.reveal() } };
    },
  },
  'a clock that is off': {
    check: 'Clock',
    says: /10 min behind those of Omni and Okta/,
    fix: /Set the clock/,
    make: () => ({ clock: { ...systemClock, now: () => Date.now() - 600_000 } }),
  },
};

const network: Record<string, Omit<Mistake, 'at'>> = {
  'a name that nobody knows': {
    check: 'Omni: DNS',
    says: /The name akme\.omniapp\.co is not found \(ENOTFOUND\)/,
    fix: /Correct OMNI_BASE_URL, or the name service/,
    make: set({ OMNI_BASE_URL: 'https://akme.omniapp.co' }),
  },
  'a port where nothing listens': {
    check: 'Omni: TCP',
    says: /Port 1 of 127\.0\.0\.1 cannot be reached \(ECONNREFUSED\)/,
    fix: /Correct OMNI_BASE_URL/,
    make: set({ OMNI_BASE_URL: 'http://127.0.0.1:1' }),
  },
  'a port without TLS': {
    check: 'Omni: TLS',
    says: /No safe connection to 127\.0\.0\.1/,
    fix: /speaks no TLS/,
    make: ({ environment }) => ({
      environment: { OMNI_BASE_URL: (environment.OMNI_BASE_URL ?? '').replace('http:', 'https:') },
    }),
  },
  'a certificate that nobody trusts': {
    check: 'Omni: TLS',
    says: /No safe connection to localhost \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    fix: /NODE_EXTRA_CA_CERTS/,
    make: untrusted,
  },
  'an Omni that is down': {
    check: 'Omni: HTTP',
    says: /answers 500/,
    fix: /try later/,
    make: ({ omni }) => {
      omni.faults.plan({ kind: 'server-error' }, { path: '/api/v1/whoami', times: Number.POSITIVE_INFINITY });
      return { mend: () => omni.faults.clear() };
    },
  },
  'an address that sends on': {
    check: 'Omni: HTTP',
    says: /sends on to https:\/\/login\.acme\.example, which the connector never follows/,
    fix: /Correct OMNI_BASE_URL/,
    make: ({ omni }) => {
      const fault = { kind: 'redirect', to: 'https://login.acme.example/' } as const;
      omni.faults.plan(fault, { path: '/api/v1/whoami', times: Number.POSITIVE_INFINITY });
      return { mend: () => omni.faults.clear() };
    },
  },
  'an Okta org where nothing listens': {
    check: 'Okta org: TCP',
    says: /Port 1 of 127\.0\.0\.1/,
    fix: /Correct OKTA_ORG_URL/,
    make: set({ OKTA_ORG_URL: 'http://127.0.0.1:1' }),
  },
};

const issuer: Record<string, Omit<Mistake, 'at'>> = {
  'the id of no authorization server': {
    check: 'Okta keys',
    says: /\/oauth2\/none\/v1\/keys: the answer has status 404/,
    fix: /Set OKTA_ISSUER to the Issuer URI/,
    make: ({ okta }) => ({ environment: { OKTA_ISSUER: okta.issuer.replace('default', 'none') } }),
  },
  'another name of the authorization server': {
    check: 'Okta server',
    says: /calls itself http:\/\/127\.0\.0\.1:\d+\/oauth2\/default/,
    fix: /Set OKTA_ISSUER to that/,
    make: ({ okta }) => ({ environment: { OKTA_ISSUER: okta.issuer.replace('127.0.0.1', 'localhost') } }),
  },
  'a scope that the server lacks': {
    check: 'Okta server',
    state: 'unsure',
    says: /tells of no scope omni\.jobs\.manage/,
    fix: /add it: Security > API/,
    make: ({ serverScopes }) => ({ mend: without(serverScopes, 'omni.jobs.manage') }),
  },
  'no scope on the server': {
    check: 'Token',
    says: /no token with any scope/,
    fix: /Add the scopes of the connector to the authorization server/,
    make: ({ serverScopes }) => ({ mend: without(serverScopes, ...serverScopes) }),
  },
  'another audience': {
    check: 'Token',
    says: /another audience than api:\/\/other/,
    fix: /OKTA_AUDIENCE/,
    make: set({ OKTA_AUDIENCE: 'api://other' }),
  },
  'another secret of the client': {
    check: 'Token',
    says: /The client secret supplied/,
    fix: /Copy CONNECTOR_CLIENT_ID and CONNECTOR_CLIENT_SECRET anew/,
    make: set({ CONNECTOR_CLIENT_SECRET: 'planted-secret' }),
  },
  'no access policy': {
    check: 'Token',
    says: /Policy evaluation failed/,
    fix: /Add an access policy for this app/,
    make: ({ okta }) => ({ mend: change(okta.traps, { noPolicy: true }) }),
  },
  'DPoP on': {
    check: 'Token',
    says: /has to prove a DPoP key/,
    fix: /clear "Require Demonstrating Proof of Possession/,
    make: ({ okta }) => ({ mend: change(okta.traps, { dpopRequired: true }) }),
  },
  'tokens that are encrypted': {
    check: 'Token',
    says: /encrypted/,
    fix: /turn access token encryption off/,
    make: ({ okta }) => ({ mend: change(okta.traps, { encryptedTokens: true }) }),
  },
  'a client that may not call': {
    check: 'Token',
    says: /not allowed here/,
    fix: /Add the client id to OKTA_CLIENT_IDS/,
    make: set({ OKTA_CLIENT_IDS: '0oaOther' }),
  },
  'a scope that the policy does not give': {
    check: 'Grants',
    state: 'unsure',
    says: /not for omni\.values\.write/,
    fix: /add the scope to the rule of its access policy/,
    make: ({ client }) => ({ mend: without(client.scopes, 'omni.values.write') }),
  },
  'no client to get a token with': {
    check: 'Token',
    state: 'unsure',
    says: /Not tried whether tokens have the audience/,
    fix: /CONNECTOR_CLIENT_ID/,
    make: set({ CONNECTOR_CLIENT_ID: '' }),
  },
};

const org: Record<string, Omit<Mistake, 'at'>> = {
  'the key of another app': {
    check: 'Service app',
    says: /does not take the proof of the service app/,
    fix: /the public key that belongs to OKTA_MANAGEMENT_PRIVATE_KEY/,
    make: () => ({ environment: { OKTA_MANAGEMENT_PRIVATE_KEY: newKey() } }),
  },
  'the client id of another app': {
    check: 'Service app',
    says: /does not take the proof of the service app/,
    fix: /Compare OKTA_MANAGEMENT_CLIENT_ID/,
    make: set({ OKTA_MANAGEMENT_CLIENT_ID: '0oaOther' }),
  },
  'a setting of four is missing': {
    check: 'OKTA_HOOK_SECRET',
    says: /needs OKTA_OMNI_APP_ID as well/,
    fix: /docs\/hook\.md/,
    make: set({ OKTA_OMNI_APP_ID: '' }),
  },
  'no scope for the service app': {
    check: 'Service app',
    says: /granted no scope at all/,
    fix: /Okta API Scopes/,
    make: ({ org: { switches } }) => ({ mend: change(switches, { grantedScopes: [] }) }),
  },
  'a scope that set-up needs': {
    check: 'Okta scopes',
    state: 'unsure',
    says: /may not set up attributes: okta\.schemas\.manage not granted/,
    fix: /Okta API Scopes/,
    make: ({ org: { switches } }) => ({
      mend: change(switches, { grantedScopes: switches.grantedScopes.filter((one) => one !== 'okta.schemas.manage') }),
    }),
  },
  'no admin role': {
    check: 'Okta org',
    says: /refuses the service app or its permissions/,
    fix: /assign it an admin role/,
    make: ({ org: { switches } }) => ({ mend: change(switches, { adminRole: false }) }),
  },
  'the id of another app': {
    check: 'Okta org',
    says: /no app with the id in OKTA_OMNI_APP_ID/,
    fix: /from the address of the Omni app's page/,
    make: set({ OKTA_OMNI_APP_ID: '0oaOther' }),
  },
  'no provisioning': {
    check: 'Okta org',
    says: /no mapping from its user profile/,
    fix: /Turn on provisioning/,
    make: ({ org: { switches } }) => ({ mend: change(switches, { hasMapping: false }) }),
  },
  'updates of users are off': {
    check: 'Provisioning',
    says: /Update User Attributes is off/,
    fix: /Admin Console/,
    make: ({ org: { switches } }) => ({ mend: change(switches, { features: ['PUSH_NEW_USERS'] }) }),
  },
  'users of another type': {
    check: 'User types',
    state: 'unsure',
    says: /contractor have profiles and mappings of their own/,
    fix: /Profile Editor/,
    make: ({ org: { switches } }) => ({ mend: change(switches, { otherUserTypes: ['contractor'] }) }),
  },
  'a hook to the address of before': {
    check: 'Event hook',
    says: /no event hook to https:\/\/new\.acme\.example\/v1\/hooks\/okta/,
    fix: /hook create/,
    make: set({ PUBLIC_URL: 'https://new.acme.example' }),
  },
  'a hook without a secret here': {
    check: 'Event hook',
    says: /OKTA_HOOK_SECRET is not set: what it sends is refused/,
    fix: /Set OKTA_HOOK_SECRET to the text/,
    make: set({ OKTA_HOOK_SECRET: '' }),
  },
  'a hook that is not verified': {
    check: 'Event hook',
    says: /not verified/,
    fix: /hook verify/,
    make: ({ hook }) => ({ mend: change(hook, { verificationStatus: 'UNVERIFIED' }) }),
  },
  'a hook that sleeps': {
    check: 'Event hook',
    says: /INACTIVE/,
    fix: /Activate it/,
    make: ({ hook }) => ({ mend: change(hook, { status: 'INACTIVE' }) }),
  },
  'a hook that sends too little': {
    check: 'Event hook',
    says: /does not send group\./,
    fix: /Make it anew/,
    make: ({ hook }) => ({
      mend: change(hook, { eventTypes: hook.eventTypes.filter((type) => !type.startsWith('group.')) }),
    }),
  },
};

const omni: Record<string, Omit<Mistake, 'at'>> = {
  'a personal token': {
    check: 'Omni key 1',
    says: /personal token/,
    fix: /Put an organization key into OMNI_API_KEYS/,
    make: ({ omni: { keys } }) => ({ environment: { OMNI_API_KEYS: keys.personal } }),
  },
  'the key of another instance': {
    check: 'Omni key 1',
    says: /refuses the API key/,
    fix: /Check OMNI_API_KEYS/,
    make: set({ OMNI_API_KEYS: randomUUID() }),
  },
  'one disabled key of two': {
    check: 'Omni key 2',
    says: /refuses the API key/,
    fix: /Check OMNI_API_KEYS/,
    make: ({ omni: { keys }, environment }) => {
      const disabled = keys.addOrganizationKey();
      keys.disable(disabled);
      return { environment: { OMNI_API_KEYS: `${environment.OMNI_API_KEYS},${disabled}` } };
    },
  },
  'the key of a member': {
    check: 'Omni key 1',
    state: 'unsure',
    says: /role MEMBER\. It is not known to be able to create attributes/,
    fix: /an Organization Admin/,
    make: ({ omni: { keys } }) => {
      const member = keys.addOrganizationKey({ role: 'MEMBER' });
      keys.allowAttributes(member);
      return { environment: { OMNI_API_KEYS: member } };
    },
  },
  'an instance of before autumn 2026': {
    check: 'Omni key 1',
    state: 'unsure',
    says: /not known to be able to create attributes/,
    fix: /before autumn 2026/,
    make: ({ omni: { switches } }) => ({ mend: change(switches, { definitionWrites: 'off' }) }),
  },
};

const policy: Record<string, Omit<Mistake, 'at'>> = {
  'a policy that cannot be read': {
    check: 'Policy',
    says: /broken\.yaml:2: \/attributes/,
    fix: /policy check/,
    make: ({ file }) => ({ environment: { POLICY_FILE: file('broken.yaml', 'version: 1\nattributes: []\n') } }),
  },
  'a policy that is not there': {
    check: 'Policy',
    says: /does not exist/,
    fix: /Correct it/,
    make: set({ POLICY_FILE: '/nowhere/policy.yaml' }),
  },
  'groups that may not be read': {
    check: 'Policy: outside',
    says: /Okta refuses to show the groups: grant the service app okta\.groups\.read/,
    fix: /policy check --online/,
    make: ({ org: { switches } }) => ({
      mend: change(switches, { grantedScopes: switches.grantedScopes.filter((one) => one !== 'okta.groups.read') }),
    }),
  },
  'an attribute that Omni lacks': {
    check: 'Policy: outside',
    says: /Omni has no attribute region: create it/,
    fix: /policy check --online/,
    make: ({ omni: double }) => {
      double.renameAttribute('region', 'area');
      return { mend: () => double.renameAttribute('area', 'region') };
    },
  },
};

const TABLES = { settings, machine, network, issuer, org, omni, policy };

/** What somebody who sets it up gets wrong, by name. */
export const MISTAKES: readonly (readonly [name: string, mistake: Mistake])[] = Object.entries(TABLES).flatMap(
  ([at, table]) => Object.entries(table).map(([name, mistake]) => [name, { at, ...mistake }] as const),
);
