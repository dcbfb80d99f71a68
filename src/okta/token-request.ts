import * as dpop from 'dpop';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import * as oauth from 'openid-client';
import { asResponse } from '../base/as-response.ts';
import type { HttpAnswer, HttpSend } from '../base/http-client.ts';
import { NoAnswer } from '../base/no-answer.ts';
import { Secret } from '../base/secret.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaScope } from './scopes.ts';

export interface TokenRequestOptions {
  readonly orgUrl: string;
  readonly clientId: string;
  /** A JWK as text, as it is by then. */
  readonly privateKey: () => Secret;
  readonly send: HttpSend;
}

export interface GrantedToken {
  readonly secret: Secret;
  /** Of a token that is bound to a key (DPoP): what signs the proofs. Undefined for a bearer token. */
  readonly proofKeys: dpop.KeyPair | undefined;
  readonly lifetimeMs: number;
}

/** One try for one scope: a token, or what came instead of it. @throws ConnectorError OKTA_UNEXPECTED_ANSWER */
export type RequestToken = (
  scope: OktaScope,
) => Promise<{ readonly token: GrantedToken } | { readonly outcome: HttpAnswer | NoAnswer }>;

const TIMEOUT_MS = 10_000;
/** Okta's tokens for its own APIs live exactly an hour. */
const LIFETIME_SECONDS = 3_600;
const EC_ALGORITHMS: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

async function importKey(privateKey: Secret): Promise<{ key: CryptoKey; kid?: string }> {
  const jwk = JSON.parse(privateKey.reveal()) as JWK;
  const key = await importJWK(jwk, EC_ALGORITHMS[jwk.crv ?? ''] ?? 'RS256');
  if (key instanceof Uint8Array) throw new Error('the key is symmetric');
  return { key, ...(jwk.kid !== undefined && { kid: jwk.kid }) };
}

/** RFC 9449, section 5. */
function asksForProof(outcome: HttpAnswer | NoAnswer): boolean {
  if (outcome instanceof NoAnswer) return false;
  const { json } = outcome;
  return typeof json === 'object' && json !== null && 'error' in json && json.error === 'invalid_dpop_proof';
}

/**
 * Asks for access tokens with a signed assertion, and with proofs of possession once the app turns out to want them.
 * Both are dated by the machine's clock, which the libraries take themselves.
 *
 * https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 * https://developer.okta.com/docs/guides/dpop/oktaresourceserver/main/
 */
export function createTokenRequest({ orgUrl, clientId, privateKey, send }: TokenRequestOptions): RequestToken {
  const path = '/oauth2/v1/token';
  let signer: { readonly of: Secret; readonly assertion: oauth.ClientAuth } | undefined;
  let proofKeys: dpop.KeyPair | undefined;

  /** Signs with the key of now: one that was replaced is no longer used. */
  async function currentAssertion(): Promise<oauth.ClientAuth> {
    const key = privateKey();
    if (signer?.of === key) return signer.assertion;
    const assertion = oauth.PrivateKeyJwt(await importKey(key), {
      // No nbf: the smallest difference between the clocks would make the assertion too young.
      [oauth.modifyAssertion]: (_header, claims) =>
        void Object.assign(claims, { aud: `${orgUrl}${path}`, nbf: undefined }),
    });
    signer = { of: key, assertion };
    return assertion;
  }

  /** Sends through our own client, with its limits, and keeps the last answer. */
  function configure(assertion: oauth.ClientAuth) {
    const exchange: { outcome?: HttpAnswer | NoAnswer } = {};
    const server = { issuer: orgUrl, token_endpoint: `${orgUrl}${path}` };
    const configuration = new oauth.Configuration(server, clientId, undefined, assertion);
    // The settings accept http on loopback only.
    if (orgUrl.startsWith('http:')) oauth.allowInsecureRequests(configuration);
    configuration[oauth.customFetch] = async (_url, { headers, body }) => {
      exchange.outcome = await send({ method: 'POST', path, headers, body: String(body), timeoutMs: TIMEOUT_MS });
      if (exchange.outcome instanceof NoAnswer) throw exchange.outcome;
      return asResponse(exchange.outcome);
    };
    return { configuration, exchange };
  }

  async function grant(scope: OktaScope, keys: dpop.KeyPair | undefined): ReturnType<RequestToken> {
    const { configuration, exchange } = configure(await currentAssertion());
    const proofs = keys && { DPoP: oauth.getDPoPHandle(configuration, keys) };
    try {
      const granted = await oauth.clientCredentialsGrant(configuration, { scope }, proofs);
      const token = {
        secret: new Secret(granted.access_token),
        proofKeys: granted.token_type === 'dpop' ? keys : undefined,
        lifetimeMs: (granted.expires_in ?? LIFETIME_SECONDS) * 1_000,
      };
      return { token };
    } catch (thrown) {
      const { outcome } = exchange;
      if (!outcome) throw thrown;
      if (outcome instanceof NoAnswer || outcome.status !== 200) return { outcome };
      // What was thrown holds the body, and that may hold a token.
      throw new ConnectorError('OKTA_UNEXPECTED_ANSWER', { problem: 'no access token in an answer that promised one' });
    }
  }

  return async (scope) => {
    const keys = proofKeys;
    const result = await grant(scope, keys);
    if (keys || 'token' in result || !asksForProof(result.outcome)) return result;
    proofKeys ??= await dpop.generateKeyPair('ES256');
    return await grant(scope, proofKeys);
  };
}
