import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type AuthorizationServer, createAuthorizationServer } from '../../../local/okta/authorization-server.ts';
import { createOktaOrgDouble, type OktaOrgDouble } from '../../../local/okta-org/okta-org-double.ts';
import { createOmniDouble, type OmniDouble } from '../../../local/omni/omni-double.ts';
import { SCOPES } from '../../../src/actions/action.ts';
import { freePort } from '../../support/free-port.ts';
import { MOVE_CLOCK, makeClockMovable } from '../../support/movable-clock.ts';
import { syncAttribute } from '../../sync/set-up.ts';
import { type ConnectorProcess, startProcess } from '../connector-process.ts';
import type { Store } from '../stores.ts';
import { heldOf, newRecord, type Record } from './record.ts';
import { serveWatched, type Watch } from './watched-server.ts';

const AUDIENCE = 'api://omni-connector';
const TROUBLE = join(import.meta.dirname, 'trouble.ts');
const HOUR_S = 3_600;
const USER = /^\/api\/scim\/v2\/users\/([^/?]+)/i;

export const HOOK_SECRET = randomUUID();
/** What callers and Okta ask for. Okta knows the first alone. */
export const REFERENCES = ['region', 'tier'] as const;
/** Everybody asks for their values. */
export const SHARED = Array.from({ length: 10 }, (_, i) => `user${i}@acme.example`);
/** Nobody asks for theirs but Okta. */
export const OKTAS = ['okta0@acme.example', 'okta1@acme.example'];

/** The local Omni and Okta, a database, and the process of the connector that works with them. */
export interface World {
  readonly omni: OmniDouble;
  readonly org: OktaOrgDouble;
  readonly record: Record;
  readonly store: Store;
  /** What is seen of requests to Omni, and to Okta; may be changed at any time. */
  readonly watches: { omni: Watch; okta: Watch };
  /** Where the connector listens, also the next one. */
  readonly url: string;
  readonly connector: ConnectorProcess | undefined;
  token(): Promise<string>;
  /** Starts the connector. @param more settings */
  start(more?: Readonly<{ [name: string]: string }>): Promise<ConnectorProcess>;
  kill(): Promise<void>;
  /** Ends the connector as a service manager does. */
  stop(): Promise<void>;
  /** Moves the clock of the database. */
  moveClock(ms: number): Promise<void>;
  close(): Promise<void>;
}

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** A body that was parsed, of a request to the local Omni. */
const bodyOf = (response: ServerResponse): unknown =>
  (response as ServerResponse & { locals?: { request?: { body?: unknown } } }).locals?.request?.body;

/** Notes what users hold after a write. */
function noteEffect(
  { omni, record }: Pick<World, 'omni' | 'record'>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const [, id = ''] = USER.exec(request.url ?? '') ?? [];
  if (request.method !== 'PATCH' || id === '' || response.statusCode >= 300) return;
  const user = omni.users.find((one) => one.id === id);
  const sent = JSON.stringify(bodyOf(response) ?? '');
  for (const reference of REFERENCES.filter((one) => user && sent.includes(one))) {
    const value = heldOf(omni, user?.userName ?? '', reference);
    record.seen.push({ step: record.step(), user: id, reference, value });
  }
}

/** People whom both sides know. */
function people(omni: OmniDouble, org: OktaOrgDouble, record: Record): void {
  for (const name of REFERENCES) omni.addAttribute({ name, label: name, type: 'String' });
  syncAttribute(org, 'region');
  org.addUserAttribute('note', { title: 'Note', type: 'string' });
  for (const login of [...SHARED, ...OKTAS]) {
    const { id } = omni.addUser({ userName: login });
    org.addUser({ login });
    org.assign(login);
    record.inOkta.set(id, []);
  }
}

/** What the processes are told beside their database. */
async function environmentOf(omniUrl: string, orgUrl: string, omni: OmniDouble, org: OktaOrgDouble, issuer: string) {
  return {
    HOST: '127.0.0.1',
    PORT: `${await freePort()}`,
    OMNI_BASE_URL: omniUrl,
    OMNI_API_KEYS: omni.keys.organization.join(','),
    OMNI_REQUESTS_PER_MINUTE: '100000',
    OKTA_ISSUER: issuer,
    OKTA_AUDIENCE: AUDIENCE,
    OKTA_ORG_URL: orgUrl,
    OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
    OKTA_OMNI_APP_ID: org.appId,
    OKTA_SETTABLE_ATTRIBUTES: 'note',
    ALLOW_ATTRIBUTE_DELETE: 'true',
    OKTA_HOOK_SECRET: HOOK_SECRET,
    LOG_LEVEL: 'info',
  };
}

async function startAuthorization(): Promise<AuthorizationServer> {
  const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
  const okta = await createAuthorizationServer({ audience: AUDIENCE, scopes: [...SCOPES], clients: [client] });
  await okta.listen();
  return okta;
}

/**
 * What stands between the connector and the others, where something does: it is given an address, and gives another.
 */
export type Between = (url: string) => Promise<{ url: string; close(): Promise<unknown> }>;

const nothing: Between = async (url) => ({ url, close: async () => undefined });

export interface WorldOptions {
  /** Between the connector and Omni. */
  readonly toOmni?: Between;
  /** Between the connector and Okta. */
  readonly toOkta?: Between;
  /** Between callers and the connector. */
  readonly toConnector?: Between;
  /** What the local Omni lets through; left out: anything. */
  readonly requestsPerMinute?: number;
}

/** Makes a world. */
export async function openWorld(store: Store, options: WorldOptions = {}): Promise<World> {
  const { requestsPerMinute = Number.POSITIVE_INFINITY } = options;
  const omni = createOmniDouble({ requestsPerMinute });
  const org = createOktaOrgDouble();
  const record = newRecord();
  people(omni, org, record);
  const database = await store.open();
  await makeClockMovable(database);
  await database.close();
  const okta = await startAuthorization();
  const watches: World['watches'] = { omni: {}, okta: {} };
  const omniServer = await serveWatched(omni.app, {
    arrived: (request) => watches.omni.arrived?.(request) ?? true,
    done: (request, response) => {
      noteEffect({ omni, record }, request, response);
      return watches.omni.done?.(request, response) ?? true;
    },
    answered: (request) => watches.omni.answered?.(request),
  });
  const oktaServer = await serveWatched(org.app, {
    arrived: (request) => watches.okta.arrived?.(request) ?? true,
    done: (request, response) => watches.okta.done?.(request, response) ?? true,
    answered: (request) => watches.okta.answered?.(request),
  });
  const { toOmni = nothing, toOkta = nothing, toConnector = nothing } = options;
  const [nearOmni, nearOkta] = [await toOmni(omniServer.url), await toOkta(oktaServer.url)];
  const environment = await environmentOf(nearOmni.url, nearOkta.url, omni, org, okta.issuer);
  const door = await toConnector(`http://127.0.0.1:${environment.PORT}`);
  let connector: ConnectorProcess | undefined;
  const kill = async (): Promise<void> => {
    await connector?.end('SIGKILL');
  };
  const outside = async (ms: number): Promise<void> => {
    const opened = await store.open();
    await opened.query(MOVE_CLOCK, [ms]).finally(() => opened.close());
  };
  return {
    omni,
    org,
    record,
    store,
    watches,
    url: door.url,
    get connector() {
      return connector;
    },
    // For a connector whose clock is wrong by an hour as well.
    token: () => okta.signToken({ iat: seconds() - 2 * HOUR_S, exp: seconds() + 3 * HOUR_S }),
    async start(more = {}) {
      connector = await startProcess({ ...environment, ...store.settings, ...more }, { loaded: TROUBLE });
      return connector;
    },
    kill,
    async stop() {
      if (connector?.isAlive) await connector.end('SIGTERM');
    },
    async moveClock(ms) {
      if (store.settings.DATA_DIR === undefined || !connector?.isAlive) return await outside(ms);
      connector.tell({ sql: MOVE_CLOCK.replace('$1', `(${ms})`) });
    },
    async close() {
      await kill();
      for (const one of [door, nearOmni, nearOkta, omniServer, oktaServer, okta]) await one.close();
    },
  };
}
