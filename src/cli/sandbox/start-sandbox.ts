import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AuthorizationServer, createAuthorizationServer } from '../../../local/okta/authorization-server.ts';
import type { LocalPerson } from '../../../local/okta/people.ts';
import type { OktaOrgDouble } from '../../../local/okta-org/okta-org-double.ts';
import { createOmniDouble, type NewOmniUser, type OmniDouble } from '../../../local/omni/omni-double.ts';
import type { OmniSwitches } from '../../../local/omni/switches.ts';
import { SCOPES } from '../../actions/action.ts';
import type { Log } from '../../base/log.ts';
import { packageRoot } from '../../base/package-root.ts';
import { readSettings } from '../../config/settings.ts';
import { type Connector, startConnector } from '../../connector.ts';
import { HOOK_EVENT_TYPES } from '../../okta/hook-delivery.ts';
import { groupRules } from '../../policy/group-rule.ts';
import { PolicyFile } from '../../policy/policy-file.ts';
import type { Database } from '../../store/database.ts';
import { openDatabase } from '../../store/open-database.ts';
import { openDoor } from '../store/door.ts';
import { sampleModels } from './sample-models.ts';
import { sampleOrg } from './sample-org.ts';

const AUDIENCE = 'api://omni-connector';

/** Who signs in to the console: one may look, two may act, so that one approves what the other has started. */
export const PEOPLE: readonly LocalPerson[] = [
  { id: '00u1vera', userName: 'auditor@acme.example', displayName: 'An auditor', groups: ['Omni Auditors'] },
  { id: '00u2otto', userName: 'operator.01@acme.example', displayName: 'An operator', groups: ['Omni Operators'] },
  { id: '00u3olga', userName: 'operator.02@acme.example', displayName: 'Another operator', groups: ['Omni Operators'] },
];

/** The sandbox may listen on a port that nobody knew before. */
const isOfThisMachine = (uri: string): boolean =>
  /^http:\/\/(127\.0\.0\.1|localhost):\d+\/console\/callback$/.test(uri);

/** The connector between a local Okta and a local Omni. */
export interface Sandbox {
  readonly omni: OmniDouble;
  readonly omniUrl: string;
  readonly okta: AuthorizationServer;
  /** The Management API of the local Okta. */
  readonly oktaOrg: OktaOrgDouble;
  readonly oktaOrgUrl: string;
  /** The API Services app of the local Okta, made for this run. */
  readonly client: { readonly id: string; readonly secret: string };
  /** The settings for a command that works beside the connector, or asks the local Omni and the local Okta itself. */
  readonly environment: Readonly<Record<string, string>>;
  readonly connector: Connector;
  readonly database: Database;
  /** Lets the local Okta tell the connector what changes in it. */
  addHook(): void;
  close(): Promise<void>;
}

export interface SandboxOptions {
  readonly port: number;
  readonly switches: Partial<OmniSwitches>;
  /** Omni's own limit is 60; the local Omni and the connector always agree. */
  readonly requestsPerMinute: number;
  readonly log: Log;
  /** A file with a policy that the connector follows. */
  readonly policy?: string;
  /** Ends with the sandbox; left out: an embedded one. */
  readonly database?: Database;
  /** Where the embedded one is, with a door for commands; left out: in memory, where they do not reach it. */
  readonly dataDir?: string;
}

const sampleFile = (name: string): string => join(packageRoot, 'samples', name);

/** Reads a file of samples/. */
export const readSample = (name: string): string => readFileSync(sampleFile(name), 'utf8');

/** The policy that the sandbox follows. */
export const SAMPLE_POLICY = sampleFile('policy.yaml');

/** Starts everything on loopback; nothing is kept after the end but what is in `dataDir`. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, switches, requestsPerMinute, log, policy, dataDir = 'memory://' } = options;
  const followed = policy === undefined ? undefined : new PolicyFile(policy).policy;
  const omni = createOmniDouble({ switches, requestsPerMinute });
  for (const user of JSON.parse(readSample('omni-users.json')) as NewOmniUser[]) omni.addUser(user);
  for (const model of sampleModels()) omni.addModel(model);
  const omniServer = await omni.listen();

  const client = { id: 'sandbox-client', secret: randomUUID(), scopes: [...SCOPES] };
  const app = { id: 'sandbox-console', secret: randomUUID(), allows: isOfThisMachine };
  const okta = await createAuthorizationServer({
    audience: AUDIENCE,
    scopes: [...SCOPES],
    clients: [client],
    signIn: { apps: [app], people: PEOPLE },
  });
  const issuer = await okta.listen();

  const groupNames = groupRules(followed?.attributes ?? []).flatMap(({ group }) => group ?? []);
  const oktaOrg = sampleOrg(omni, groupNames);
  const oktaOrgServer = await oktaOrg.listen();

  const hookSecret = randomUUID();
  const environment = {
    OMNI_BASE_URL: omniServer.url,
    OMNI_API_KEYS: omni.keys.organization.join(','),
    OMNI_REQUESTS_PER_MINUTE: String(requestsPerMinute),
    OKTA_ISSUER: issuer,
    OKTA_AUDIENCE: AUDIENCE,
    OKTA_ORG_URL: oktaOrgServer.url,
    OKTA_MANAGEMENT_CLIENT_ID: oktaOrg.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: oktaOrg.client.privateKeyPem,
    OKTA_OMNI_APP_ID: oktaOrg.appId,
    OKTA_HOOK_SECRET: hookSecret,
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ...(policy !== undefined && { POLICY_FILE: resolve(policy) }),
  };
  const settings = readSettings({
    ...environment,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    CONSOLE_ISSUER: issuer,
    CONSOLE_CLIENT_ID: app.id,
    CONSOLE_CLIENT_SECRET: app.secret,
    CONSOLE_VIEW_GROUPS: 'Omni Auditors',
    CONSOLE_OPERATE_GROUPS: 'Omni Operators',
  });
  const database = options.database ?? (await openDatabase(settings));
  const connector = await startConnector({ settings, database, log, processMetrics: true });
  const closeDoor = options.dataDir === undefined ? undefined : await openDoor(dataDir, database, log);
  return {
    omni,
    omniUrl: omniServer.url,
    okta,
    oktaOrg,
    oktaOrgUrl: oktaOrgServer.url,
    client,
    environment: { ...environment, PORT: new URL(connector.url).port, PUBLIC_URL: connector.url },
    connector,
    database,
    addHook() {
      oktaOrg.addEventHook(`${connector.url}/v1/hooks/okta`, hookSecret, HOOK_EVENT_TYPES);
    },
    async close() {
      await closeDoor?.();
      await connector.close();
      await Promise.all([okta.close(), oktaOrgServer.close(), omniServer.close(), database.close()]);
    },
  };
}
