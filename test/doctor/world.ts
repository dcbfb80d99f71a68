import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import type { EventHook } from '../../local/okta-org/event-hooks.ts';
import { createOktaOrgDouble, type OktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import { createOmniDouble, type OmniDouble } from '../../local/omni/omni-double.ts';
import { SCOPES } from '../../src/actions/action.ts';
import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import { createServerDatabase } from '../support/databases.ts';
import { keyPairOfTheRun } from '../support/signing-keys.ts';
import { syncAttribute } from '../sync/set-up.ts';

const PUBLIC_URL = 'https://connector.acme.example';
const POLICY = `version: 1
attributes:
  - reference: region
    label: Region
    type: string
    value:
      groups: [{ group: EMEA, value: emea }]
`;

/** Everything that the connector needs, in order, and what can be broken of it. */
export interface World {
  readonly omni: OmniDouble;
  readonly okta: AuthorizationServer;
  readonly org: OktaOrgDouble;
  readonly hook: EventHook;
  /** The API Services app; its scopes, and those of the authorization server, may be changed. */
  readonly client: { readonly id: string; readonly secret: string; readonly scopes: string[] };
  readonly serverScopes: string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A file in the world's folder. */
  file(name: string, content: string): string;
  close(): Promise<void>;
}

/** Starts it, on loopback. */
export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const client = { id: '0oaWorkflows', secret: randomUUID(), scopes: [...SCOPES] as string[] };
  const serverScopes = [...SCOPES] as string[];
  const okta = await createAuthorizationServer({
    audience: 'api://omni-connector',
    scopes: serverScopes,
    clients: [client],
    makeKeyPair: keyPairOfTheRun,
  });
  await okta.listen();
  const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  omni.addUser({ userName: 'ada@acme.example', values: { region: 'apac' } });
  const omniServer = await omni.listen();
  const org = createOktaOrgDouble();
  syncAttribute(org, 'region');
  org.addGroup('EMEA');
  org.addUser({ login: 'ada@acme.example' });
  org.assign('ada@acme.example');
  const hookSecret = randomBytes(16).toString('hex');
  const hook = org.addEventHook(`${PUBLIC_URL}/v1/hooks/okta`, hookSecret, HOOK_EVENT_TYPES);
  const orgServer = await org.listen();
  return {
    omni,
    okta,
    org,
    hook,
    client,
    serverScopes,
    file,
    environment: {
      HOST: '127.0.0.1',
      PORT: '0',
      PUBLIC_URL,
      OMNI_BASE_URL: omniServer.url,
      OMNI_API_KEYS: omni.keys.organization.join(','),
      OMNI_REQUESTS_PER_MINUTE: '100000',
      OKTA_ISSUER: okta.issuer,
      OKTA_CLIENT_IDS: client.id,
      CONNECTOR_CLIENT_ID: client.id,
      CONNECTOR_CLIENT_SECRET: client.secret,
      OKTA_ORG_URL: orgServer.url,
      OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
      OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
      OKTA_OMNI_APP_ID: org.appId,
      OKTA_HOOK_SECRET: hookSecret,
      DATABASE_URL: (await createServerDatabase()).reveal(),
      POLICY_FILE: file('policy.yaml', POLICY),
      METRICS_TOKEN_FILE: file('metrics-token', randomUUID()),
      SCHEDULE_CALLBACK_URL: 'https://acme.workflows.okta.com/api/flo/example/invoke',
    },
    async close() {
      await Promise.all([okta.close(), omniServer.close(), orgServer.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}
