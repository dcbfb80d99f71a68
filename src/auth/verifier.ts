import type OktaJwtVerifier from '@okta/jwt-verifier';
import type { JsonObject } from '../base/is-object.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { ClaimRules } from './claims.ts';
import type { SigningKey } from './keys.ts';

/** Checks a token's signature and returns its claims; fails with TOKEN_BAD_SIGNATURE. */
export type Verifier = (token: string) => Promise<JsonObject>;

/**
 * How long jwks-rsa keeps a key by its id. A withdrawn key is refused by our own set at once; a key replaced under the
 * same id dies after this time and that of the token cache, two minutes.
 */
const KEY_CACHE_MS = 60_000;

/**
 * Okta's verifier on our own keys, judging `exp` and `nbf` by the machine's clock without tolerance. It must be given
 * only tokens that passed `readUnverified` and `readCaller` and whose key is among ours, so that a wrong signature is
 * the one failure left and it never fetches keys itself. An unchecked token can end the process: 4.0.2 throws outside
 * of its promise for a known key with an empty signature.
 *
 * @param keys the keys of the authorization server as they are at the moment
 */
export function createVerifier({ issuer, audience }: ClaimRules, keys: () => readonly SigningKey[]): Verifier {
  let loading: Promise<OktaJwtVerifier> | undefined;
  return async (token) => {
    loading ??= loadVerifier(issuer, keys);
    const verifier = await loading;
    try {
      const { claims } = await verifier.verifyAccessToken(token, audience);
      return claims;
    } catch (thrown) {
      throw new ConnectorError('TOKEN_BAD_SIGNATURE', {}, [], { cause: withoutToken(thrown) });
    }
  };
}

/** Loads Okta's verifier when the first token comes: that takes a tenth of a start, which has no use for it. */
async function loadVerifier(issuer: string, keys: () => readonly SigningKey[]): Promise<OktaJwtVerifier> {
  const { default: Verifier } = await import('@okta/jwt-verifier');
  const verifier = new Verifier({
    issuer: issuer.replace(/^http:/, 'https:'),
    getKeysInterceptor: async () => [...keys()],
    cacheMaxAge: KEY_CACHE_MS,
    // Its limiter counts look-ups even when they are local, and would lock genuine tokens out.
    jwksRequestsPerMinute: Number.MAX_SAFE_INTEGER,
  });
  // `checkIssuer` has let http pass on loopback alone. The package's own switch for that writes to the console at every
  // construction, so it is made for https and then told the issuer that tokens carry.
  return Object.assign(verifier, { issuer });
}

/** The verifier's errors hold the whole token, so only their class may reach a log. */
const withoutToken = (thrown: unknown): Error =>
  new Error(`@okta/jwt-verifier failed with ${thrown instanceof Error ? thrown.name : typeof thrown}`);
