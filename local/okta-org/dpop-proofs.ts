import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../../src/base/clock.ts';
import { OAuthError } from '../okta/oauth-error.ts';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const MAX_AGE_SECONDS = 300;
/** Clients' clocks are not exactly the server's. */
const TOLERANCE_SECONDS = 60;

const refused = (description: string) => new OAuthError(400, 'invalid_dpop_proof', description);

/** What a proof must prove. */
interface ProvenRequest {
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  /** On API calls only. */
  readonly accessToken?: string;
}

interface Proof {
  /** RFC 7638 */
  readonly keyThumbprint: string;
  readonly nonce: unknown;
}

/** Checks DPoP proofs (RFC 9449, section 4.3); each one counts once. */
export class DpopProofs {
  readonly #clock: Clock;
  readonly #usedIds = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws OAuthError invalid_dpop_proof */
  async check(proof: string | undefined, { method, url, accessToken }: ProvenRequest): Promise<Proof> {
    if (proof === undefined) throw refused('The DPoP proof JWT header is missing.');
    const { payload, keyThumbprint } = await this.#verify(proof);
    if (payload.htm !== method) throw refused('The htm claim is not the method of the request.');
    if (payload.htu !== url) throw refused('The htu claim is not the address of the request.');
    if (accessToken !== undefined && payload.ath !== createHash('sha256').update(accessToken).digest('base64url')) {
      throw refused('The ath claim is not the hash of the access token.');
    }
    const id = String(payload.jti);
    if (this.#usedIds.has(id)) throw refused('The DPoP proof was used already.');
    this.#usedIds.add(id);
    return { keyThumbprint, nonce: payload.nonce };
  }

  async #verify(proof: string): Promise<{ payload: JWTPayload; keyThumbprint: string }> {
    try {
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ALGORITHMS,
        requiredClaims: ['jti', 'htm', 'htu'],
        maxTokenAge: MAX_AGE_SECONDS,
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(this.#clock.now()),
      });
      return { payload, keyThumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError) throw refused(`The DPoP proof is not valid: ${thrown.message}.`);
      throw thrown;
    }
  }
}
