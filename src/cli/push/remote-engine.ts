import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { type Scope, scopesOf } from '../../actions/action.ts';
import { actionByName } from '../../actions/registry.ts';
import { Secret } from '../../base/secret.ts';
import { checkIssuer } from '../../config/issuer.ts';
import { readAddress } from '../../config/setting-values.ts';
import type { ErrorBody } from '../../schema/types.ts';
import type { Called, Engine } from './call-action.ts';

/** A running connector, and the API Services app that may call it. */
export interface RemoteConnector {
  readonly url: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** Shows the jobs of other clients too. It is asked for wherever the access policy grants it. */
const MANAGE: Scope = 'omni.jobs.manage';
/** An answer leaves the connector after 25 s at the latest; the rest is for the way and a large body. */
const TIMEOUT_MS = 60_000;
/** What a connector takes whose MAX_PUSH_ROWS and MAX_BODY_BYTES nobody has changed. */
const MOST = { rows: 20_000, bytes: 2_097_152 };
/** A token is replaced this long before it expires. */
const EARLY_MS = 60_000;

/** @throws Error naming each variable that is missing or bad */
export function readRemote(url: string, environment: NodeJS.ProcessEnv): RemoteConnector {
  const { OKTA_ISSUER: issuer, CONNECTOR_CLIENT_ID: clientId, CONNECTOR_CLIENT_SECRET: secret } = environment;
  if (!issuer || !clientId || !secret) {
    throw new Error('--url needs OKTA_ISSUER, CONNECTOR_CLIENT_ID and CONNECTOR_CLIENT_SECRET in the environment.');
  }
  const address = (() => {
    try {
      return readAddress(url).href.replace(/\/$/, '');
    } catch (thrown) {
      throw new Error(`--url ${(thrown as Error).message}.`);
    }
  })();
  return { url: address, issuer: checkIssuer(issuer), clientId, clientSecret: new Secret(secret) };
}

const isErrorBody = (data: unknown): data is ErrorBody =>
  typeof data === 'object' && data !== null && 'code' in data && 'fix' in data;

/** The failure without the request, whose headers and body hold secrets. */
function withoutRequest(what: string, thrown: unknown): never {
  throw new Error(`${what} cannot be reached: ${(thrown as NodeJS.ErrnoException).code ?? 'no answer'}.`);
}

interface AccessToken {
  readonly text: string;
  /** ms epoch */
  readonly until: number;
}
interface Refusal {
  readonly refusal: string;
}

/**
 * Gets access tokens by client credentials (RFC 6749, section 4.4), each for just what an action needs, so that an app
 * that may only look on, or only approve, can do that. Each is kept until shortly before its end.
 */
function tokenSource(http: AxiosInstance, { issuer, clientId, clientSecret }: RemoteConnector) {
  const tokens = new Map<string, AccessToken>();
  let mayManage = true;

  async function ask(scopes: ReadonlySet<Scope>): Promise<AccessToken | Refusal> {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: [...scopes].join(' ') });
    const auth = { username: clientId, password: clientSecret.reveal() };
    const { status, data } = await http
      .post(`${issuer}/v1/token`, form, { auth })
      .catch((thrown: unknown) => withoutRequest(issuer, thrown));
    if (status === 200 && typeof data.access_token === 'string') {
      return { text: data.access_token, until: Date.now() + Number(data.expires_in) * 1_000 - EARLY_MS };
    }
    return { refusal: String(data?.error_description ?? data?.error ?? `status ${status}`) };
  }

  async function askFor(needed: readonly Scope[]): Promise<AccessToken | Refusal> {
    if (mayManage) {
      const token = await ask(new Set([...needed, MANAGE]));
      if ('text' in token) return token;
      mayManage = false;
    }
    return await ask(new Set(needed));
  }

  return async (action: string): Promise<string> => {
    const needed = scopesOf(actionByName.get(action) ?? { scope: undefined });
    const key = needed.join(' ');
    const kept = tokens.get(key);
    if (kept && Date.now() < kept.until) return kept.text;
    const token = await askFor(needed);
    if (!('text' in token)) throw new Error(`${issuer} gave no token with ${key}: ${token.refusal}`);
    tokens.set(key, token);
    return token.text;
  };
}

function readAnswer<Output>(url: string, { status, data }: AxiosResponse): Called<Output> {
  if (status === 200 || status === 202) return { output: data as Output };
  if (isErrorBody(data)) return { error: data };
  throw new Error(`${url} answers ${status}, and not as a connector does: check --url.`);
}

/** Calls the actions of a running connector as a Workflows card does. */
export function remoteEngine(connector: RemoteConnector): Engine {
  const { url } = connector;
  const http = axios.create({ timeout: TIMEOUT_MS, maxRedirects: 0, validateStatus: () => true });
  const getToken = tokenSource(http, connector);
  return {
    afterwards: 'The job goes on in the connector.',
    option: ` --url ${url}`,
    most: MOST,
    call: async <Output>(action: string, input: object): Promise<Called<Output>> => {
      const headers = { Authorization: `Bearer ${await getToken(action)}` };
      const answer = await http
        .post(`${url}/v1/actions/${action}`, input, { headers })
        .catch((thrown: unknown) => withoutRequest(url, thrown));
      return readAnswer(url, answer);
    },
    close: async () => undefined,
  };
}
