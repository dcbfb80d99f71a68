import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { Scope } from '../../actions/action.ts';
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
  /** What to ask for; what the commands need unless given. */
  readonly scopes?: readonly Scope[];
}

/** What the commands need. */
const SCOPES: readonly Scope[] = [
  'omni.attributes.read',
  'omni.attributes.write',
  'omni.values.read',
  'omni.values.write',
];
/** An answer leaves the connector after 25 s at the latest; the rest is for the way and a large body. */
const TIMEOUT_MS = 60_000;
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

/** Gets access tokens by client credentials (RFC 6749, section 4.4) and keeps one until shortly before its end. */
function tokenSource(http: AxiosInstance, { issuer, clientId, clientSecret, scopes = SCOPES }: RemoteConnector) {
  let token: { readonly text: string; readonly until: number } | undefined;
  return async (): Promise<string> => {
    if (token && Date.now() < token.until) return token.text;
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') });
    const auth = { username: clientId, password: clientSecret.reveal() };
    const { status, data } = await http
      .post(`${issuer}/v1/token`, form, { auth })
      .catch((thrown: unknown) => withoutRequest(issuer, thrown));
    if (status !== 200 || typeof data.access_token !== 'string') {
      throw new Error(`${issuer} gave no token: ${data?.error_description ?? data?.error ?? `status ${status}`}`);
    }
    token = { text: data.access_token, until: Date.now() + Number(data.expires_in) * 1_000 - EARLY_MS };
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
    call: async <Output>(action: string, input: object): Promise<Called<Output>> => {
      const headers = { Authorization: `Bearer ${await getToken()}` };
      const answer = await http
        .post(`${url}/v1/actions/${action}`, input, { headers })
        .catch((thrown: unknown) => withoutRequest(url, thrown));
      return readAnswer(url, answer);
    },
    close: async () => undefined,
  };
}
