import { OAuthError } from './oauth-error.ts';
import type { Traps } from './traps.ts';

/** An API Services app: its secret, and what the access policy lets it ask for. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly string[];
}

/** What the endpoint decides by. */
export interface TokenPolicy {
  readonly clients: readonly OAuthClient[];
  /** The scopes that the authorization server defines. */
  readonly scopes: readonly string[];
  readonly traps: Traps;
}

/** A token request that is granted. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/**
 * Judges a client credentials request (RFC 6749, section 4.4), authenticated by client_secret_basic or
 * client_secret_post (section 2.3.1): https://developer.okta.com/docs/guides/implement-grant-type/clientcreds/main/
 *
 * @param form the parsed body
 * @param authorization the Authorization header
 * @throws OAuthError as Okta refuses
 */
export function judgeTokenRequest(
  form: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
  { clients, scopes, traps }: TokenPolicy,
): Grant {
  if (typeof form.grant_type !== 'string') throw new OAuthError(400, 'invalid_request', 'grant_type is required.');
  const client = authenticate(readCredentials(form, authorization), clients);
  if (form.grant_type !== 'client_credentials') {
    throw new OAuthError(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  }
  if (traps.dpopRequired) throw new OAuthError(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.');
  const asked = askedScopes(form.scope, scopes);
  if (traps.noPolicy || !asked.every((scope) => client.scopes.includes(scope))) {
    throw new OAuthError(
      400,
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    );
  }
  return { clientId: client.id, scopes: asked };
}

/** The app that trades a code (RFC 6749, section 4.1.3). @throws OAuthError as Okta refuses */
export const judgeCodeRequest = <App extends Pick<OAuthClient, 'id' | 'secret'>>(
  form: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
  apps: readonly App[],
): App => authenticate(readCredentials(form, authorization), apps);

interface Credentials {
  readonly id: unknown;
  readonly secret: unknown;
}

function readCredentials(form: Readonly<Record<string, unknown>>, authorization = ''): Credentials {
  const [, basic] = /^basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
  if (basic === undefined) return { id: form.client_id, secret: form.client_secret };
  if (form.client_secret !== undefined) {
    throw new OAuthError(400, 'invalid_request', 'Cannot supply multiple client credentials.');
  }
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return { id: formDecode(id), secret: formDecode(secret.join(':')) };
}

/** Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function formDecode(text: string): string {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? '';
}

function authenticate<Client extends Pick<OAuthClient, 'id' | 'secret'>>(
  { id, secret }: Credentials,
  clients: readonly Client[],
): Client {
  const client = clients.find((one) => one.id === id);
  if (!client) throw new OAuthError(401, 'invalid_client', "Invalid value for 'client_id' parameter.");
  if (client.secret !== secret) {
    throw new OAuthError(401, 'invalid_client', 'The client secret supplied for a confidential client is invalid.');
  }
  return client;
}

function askedScopes(scope: unknown, defined: readonly string[]): string[] {
  const asked = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
  if (asked.length === 0) {
    throw new OAuthError(
      400,
      'invalid_scope',
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    );
  }
  if (!asked.every((one) => defined.includes(one))) {
    throw new OAuthError(
      400,
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    );
  }
  return [...new Set(asked)];
}
