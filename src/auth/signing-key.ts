import { createPublicKey } from 'node:crypto';
import { parseJsonObject } from './json-object.ts';
import { KID } from './kid.ts';

/** A public RSA key of the authorization server as a JWK (RFC 7517). */
export interface SigningKey {
  readonly kty: 'RSA';
  readonly alg: 'RS256';
  readonly use: 'sig';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

const MAX_KEYS = 20;
const MIN_MODULUS_BITS = 2048;

/**
 * The usable keys of a JWK set; other kinds of keys in it are left out.
 *
 * @param text the body of the answer of `{issuer}/v1/keys`
 * @throws Error with a sentence that holds nothing of the text
 */
export function parseSigningKeys(text: string): SigningKey[] {
  const keys = parseJsonObject(text)?.keys;
  if (!Array.isArray(keys)) throw new Error('the answer is not a JWK set');
  if (keys.length > MAX_KEYS) throw new Error(`the answer holds more than ${MAX_KEYS} keys`);
  const usable = keys.flatMap(usableKey);
  if (usable.length === 0) throw new Error(`the answer holds no RSA key of ${MIN_MODULUS_BITS} bits for signatures`);
  return usable;
}

/** RFC 7517, section 5: a key that is not understood is ignored. Private members are never taken over. */
function usableKey(jwk: unknown): SigningKey[] {
  const { kty, alg = 'RS256', use = 'sig', kid, n, e } = (jwk ?? {}) as Record<string, unknown>;
  if (kty !== 'RSA' || alg !== 'RS256' || use !== 'sig') return [];
  if (typeof kid !== 'string' || !KID.test(kid) || typeof n !== 'string' || typeof e !== 'string') return [];
  const key: SigningKey = { kty, alg, use, kid, n, e };
  return modulusBits(key) >= MIN_MODULUS_BITS ? [key] : [];
}

/** 0 when the numbers do not make a key. */
const modulusBits = (key: SigningKey): number =>
  createPublicKey({ key: { ...key }, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? 0;
