import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import axios, { type AxiosResponse } from 'axios';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import { createOktaOrgDouble, OktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import type { OktaOrgSwitches } from '../../local/okta-org/switches.ts';
import { createOmniDouble, type OmniDouble } from '../../local/omni/omni-double.ts';
import { SCOPES } from '../../src/actions/action.ts';
import type { Clock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { readSettings, type Settings } from '../../src/config/settings.ts';
import { type Connector, startConnector } from '../../src/connector.ts';
import type { Database } from '../../src/store/database.ts';
import { expectDocumented } from '../openapi/conformance.ts';
import { type OpenTestDatabase, useDatabase } from './databases.ts';
import { type FastClock, fastClock } from './fast-clock.ts';
import { keyPairOfTheRun } from './signing-keys.ts';

const AUDIENCE = 'api://omni-connector';
/** So fast that a test does not feel the pacing, which has tests of its own. */
const UNPACED = '100000';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; the schemas are checked elsewhere
  readonly body: any;
  /** The body byte for byte. */
  readonly text: string;
  readonly headers: AxiosResponse['headers'];
}

export interface StartOptions {
  readonly environment?: Record<string, string>;
  readonly switches?: NonNullable<Parameters<typeof createOmniDouble>[0]>['switches'];
  readonly requestsPerMinute?: number;
  /**
   * Of the connector, of the local Omni and of the local Okta org; a fast one is that of the database, too. Unless
   * given, it goes as fast as the machine's at most: a call runs into its limit on no machine because that is slow.
   */
  readonly clock?: Clock & Partial<Pick<FastClock, 'on'>>;
  readonly logLevel?: string;
  /** The local Omni of an earlier start, for a connector that comes back. */
  readonly omni?: OmniDouble;
  /**
   * A local Okta org with its Management API, by its switches, or the one of an earlier start; left out: not set up.
   */
  readonly oktaOrg?: true | Partial<OktaOrgSwitches> | OktaOrgDouble;
  /** Puts something between the connector and its database. */
  readonly wrapDatabase?: (database: Database) => Database;
  /** As `serve --restored`. */
  readonly restored?: boolean;
}

/** The whole connector between a local Okta and a local Omni, over HTTP on loopback. */
export class ConnectorUnderTest {
  readonly omni: OmniDouble;
  readonly okta: AuthorizationServer;
  readonly connector: Connector;
  readonly settings: Settings;
  readonly logLines: string[];
  /** What lets a command reach this connector. */
  readonly remote: Record<string, string>;
  readonly #oktaOrg: OktaOrgDouble | undefined;
  #goodToken: Promise<string> | undefined;

  constructor(
    parts: Pick<ConnectorUnderTest, 'omni' | 'okta' | 'connector' | 'settings' | 'logLines' | 'remote'>,
    oktaOrg?: OktaOrgDouble,
  ) {
    this.omni = parts.omni;
    this.okta = parts.okta;
    this.connector = parts.connector;
    this.settings = parts.settings;
    this.logLines = parts.logLines;
    this.remote = parts.remote;
    this.#oktaOrg = oktaOrg;
  }

  /** The local Okta org of a start with `oktaOrg`. */
  get oktaOrg(): OktaOrgDouble {
    if (!this.#oktaOrg) throw new Error('The connector was started without the option oktaOrg.');
    return this.#oktaOrg;
  }

  /** Sends a request as it is. Call and answer are held against the OpenAPI document. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    // As clients do, which leave no `..` in an address.
    const url = new URL(`${this.connector.url}${path}`);
    const answer = await axios.request<string>({
      method,
      url: url.href,
      data: body,
      headers,
      validateStatus: () => true,
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    const parsed = isJson && answer.data !== '' ? JSON.parse(answer.data) : answer.data;
    const { status } = answer;
    const sent = url.pathname + url.search;
    expectDocumented({ method, path: sent, requestBody: body, status, headers: answer.headers, body: parsed });
    return { status, body: parsed, text: answer.data, headers: answer.headers };
  }

  /** Calls an action with a good token. */
  async call(action: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const token = await this.token();
    return await this.send('POST', `/v1/actions/${action}`, body, { authorization: `Bearer ${token}`, ...headers });
  }

  /** A good token: one for all calls, as a connection of Workflows has it, unless other claims are asked for. */
  token(claims?: Record<string, unknown>): Promise<string> {
    if (claims) return this.okta.signToken(claims);
    this.#goodToken ??= this.okta.signToken();
    return this.#goodToken;
  }

  /** The methods and paths that reached Omni since the start or the last `clear`. */
  omniCalls(): string[] {
    return this.omni.log.all.map(({ method, path }) => `${method} ${path}`);
  }
}

const oktaOrgOf = (wanted: StartOptions['oktaOrg'], clock: Clock): OktaOrgDouble | undefined =>
  wanted instanceof OktaOrgDouble || wanted === undefined
    ? wanted
    : createOktaOrgDouble({ clock, switches: wanted === true ? {} : wanted });

/** The settings of the Management API. */
const managementOf = ({ appId, client }: OktaOrgDouble, url: string): Record<string, string> => ({
  OKTA_ORG_URL: url,
  OKTA_MANAGEMENT_CLIENT_ID: client.id,
  OKTA_MANAGEMENT_PRIVATE_KEY: client.privateKeyPem,
  OKTA_OMNI_APP_ID: appId,
});

/**
 * The parts that live for a file: a database and a local Okta. `start` makes a new local Omni and connector, which end
 * with the test.
 */
export function useConnector(open?: OpenTestDatabase): (options?: StartOptions) => Promise<ConnectorUnderTest> {
  const database = useDatabase(open);
  let okta: AuthorizationServer;
  const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
  const running: (() => Promise<void>)[] = [];
  /** An org that is used again keeps its address: links to further pages hold it. */
  const orgUrls = new Map<OktaOrgDouble, string>();

  beforeAll(async () => {
    okta = await createAuthorizationServer({
      audience: AUDIENCE,
      scopes: [...SCOPES],
      clients: [client],
      makeKeyPair: keyPairOfTheRun,
    });
    await okta.listen();
  });

  afterEach(async () => {
    for (const stop of running.splice(0).reverse()) await stop();
  });
  afterAll(() => okta.close());

  return async ({ environment = {}, ...options } = {}) => {
    const { switches, requestsPerMinute = Number.POSITIVE_INFINITY } = options;
    const clock: NonNullable<StartOptions['clock']> = options.clock ?? fastClock(1);
    const omni = options.omni ?? createOmniDouble({ ...(switches && { switches }), requestsPerMinute, clock });
    const listening = await omni.listen();
    running.push(() => listening.close());
    const oktaOrg = oktaOrgOf(options.oktaOrg, clock);
    if (oktaOrg && !orgUrls.has(oktaOrg)) {
      const org = await oktaOrg.listen();
      orgUrls.set(oktaOrg, org.url);
      running.push(() => org.close());
    }
    const settings = readSettings({
      HOST: '127.0.0.1',
      PORT: '0',
      OMNI_BASE_URL: listening.url,
      OMNI_API_KEYS: omni.keys.organization.join(','),
      OMNI_REQUESTS_PER_MINUTE: UNPACED,
      OKTA_ISSUER: okta.issuer,
      OKTA_AUDIENCE: AUDIENCE,
      ...(oktaOrg && managementOf(oktaOrg, orgUrls.get(oktaOrg) ?? '')),
      ...environment,
    });
    const logLines: string[] = [];
    const sink = new Writable({
      write: (line: Buffer, _encoding, done) => {
        logLines.push(line.toString());
        done();
      },
    });
    const log = createLog(options.logLevel ?? 'debug', sink);
    const { wrapDatabase = (same: Database) => same, restored = false } = options;
    const timed = clock.on?.(database()) ?? database();
    const connector = await startConnector({ settings, database: wrapDatabase(timed), log, clock, restored });
    running.push(() => connector.close());
    const remote = {
      CONNECTOR_URL: connector.url,
      OKTA_ISSUER: okta.issuer,
      CONNECTOR_CLIENT_ID: client.id,
      CONNECTOR_CLIENT_SECRET: client.secret,
    };
    return new ConnectorUnderTest({ omni, okta, connector, settings, logLines, remote }, oktaOrg);
  };
}
