import { generateKeyPairSync, randomUUID } from 'node:crypto';
import nock from 'nock';
import { Secret } from '../../src/base/secret.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { createOkta, type OktaExchange } from '../../src/okta/okta.ts';
import type { OktaSession } from '../../src/okta/okta-org.ts';
import { LeapingClock } from '../omni/leaping-clock.ts';

export const ORIGIN = 'https://acme.okta.com';
export const APP_ID = '0oa1omni';
export const CLIENT_ID = '0oa2service';
export const TOKEN_PATH = '/oauth2/v1/token';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Long enough for tests, and too slow to make for each. */
export const keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });

/** A request as it left. */
export interface Sent {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What Okta does with a request: an answer, or a connection that breaks with this code. */
export type Reply =
  | { readonly status?: number; readonly json?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly breaks: string };

type Responder = (sent: Sent) => Reply;

/** The client of one Okta org at the edge of the network. Each request takes the next of the scripted replies. */
export class OktaUnderTest {
  readonly clock = new LeapingClock();
  readonly sent: Sent[] = [];
  readonly tokenRequests: Sent[] = [];
  /** Every access token that was given out. */
  readonly tokens: string[] = [];
  readonly exchanges: OktaExchange[] = [];
  /** How often a write waited for its turn. */
  exclusives = 0;
  /** Replaces the token endpoint, reply by reply. */
  readonly tokenReplies: Reply[] = [];
  /** Answers what no scripted reply is left for. */
  otherwise: Responder = ({ method, path }) => {
    throw new Error(`no reply is scripted for ${method} ${path}`);
  };
  readonly #replies: Reply[] = [];
  readonly #okta;

  constructor({ random = 1, orgUrl = ORIGIN, kid = 'key1' as string | undefined } = {}) {
    const jwk = keys.privateKey.export({ format: 'jwk' });
    this.#okta = createOkta({
      management: {
        orgUrl,
        clientId: CLIENT_ID,
        privateKey: new Secret(JSON.stringify({ ...jwk, ...(kid && { kid }) })),
        omniAppId: APP_ID,
      },
      clock: this.clock,
      random: () => random,
      exclusive: (_deadline, work) => {
        this.exclusives += 1;
        return work();
      },
      onExchange: (exchange) => this.exchanges.push(exchange),
    });
    this.#listen(orgUrl);
  }

  /** Scripts the next replies. */
  replies(...replies: readonly Reply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  session(deadline = Number.POSITIVE_INFINITY): OktaSession {
    return this.#okta.session(deadline);
  }

  /** The failure of work that must fail. */
  async failure(work: (session: OktaSession) => Promise<unknown>, deadline?: number): Promise<ConnectorError> {
    const thrown = await work(this.session(deadline)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (thrown instanceof ConnectorError) return thrown;
    throw thrown ?? new Error('nothing failed');
  }

  /** The calls of the API, without headers. */
  get calls(): readonly (readonly [method: string, path: string, body?: unknown])[] {
    return this.sent.map(({ method, path, body }) => (body === '' ? [method, path] : [method, path, body]));
  }

  #listen(orgUrl: string): void {
    const answer = (sent: Sent): Reply => {
      if (sent.path === TOKEN_PATH) {
        this.tokenRequests.push(sent);
        return this.tokenReplies.shift() ?? this.#grant();
      }
      this.sent.push(sent);
      return this.#replies.shift() ?? this.otherwise(sent);
    };
    const respond = async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      const text = await request.clone().text();
      const isJson = request.headers.get('content-type') === 'application/json';
      const body = isJson && text !== '' ? JSON.parse(text) : text;
      const headers = Object.fromEntries(request.headers);
      const reply = answer({ method: request.method, path: pathname + search, headers, body });
      if ('breaks' in reply) throw Object.assign(new Error('broken'), { code: reply.breaks });
      return [reply.status ?? 200, JSON.stringify(reply.json), { ...JSON_TYPE, ...reply.headers }];
    };
    for (const method of ['GET', 'POST', 'DELETE']) nock(orgUrl).persist().intercept(/.*/, method).reply(respond);
  }

  #grant(): Reply {
    const token = randomUUID();
    this.tokens.push(token);
    return { json: { access_token: token, token_type: 'Bearer', expires_in: 3_600 } };
  }
}
