import { createPublicKey } from 'node:crypto';
import axios from 'axios';
import { abortAfter } from '../base/abort-after.ts';
import type { Clock } from '../base/clock.ts';
import { KID, parseJsonObject } from './token-form.ts';

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
function parseSigningKeys(text: string): SigningKey[] {
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

/** One answer of the key endpoint. */
export interface FetchedKeys {
  readonly keys: readonly SigningKey[];
  /** How long they may be used before the next look, in milliseconds. */
  readonly refreshAfterMs: number;
}

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;
const MIN_REFRESH_MS = 5 * 60_000;
const MAX_REFRESH_MS = 60 * 60_000;

/**
 * Reads `{issuer}/v1/keys` once: https://developer.okta.com/docs/concepts/key-rotation/
 *
 * @throws Error with a sentence fit for /readyz: it holds nothing of the answer
 */
export async function fetchKeys(issuer: string, clock: Clock, signal: AbortSignal): Promise<FetchedKeys> {
  const finished = new AbortController();
  const tooLate = abortAfter(TIMEOUT_MS, clock, finished.signal);
  try {
    const answer = await axios.get<string>(`${issuer}/v1/keys`, {
      headers: { Accept: 'application/json' },
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: (status) => status === 200,
      maxRedirects: 0,
      maxContentLength: MAX_BYTES,
      signal: AbortSignal.any([signal, tooLate]),
    });
    return { keys: parseSigningKeys(answer.data), refreshAfterMs: refreshAfter(answer.headers['cache-control']) };
  } catch (thrown) {
    throw new Error(tooLate.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : reason(thrown));
  } finally {
    finished.abort();
  }
}

/** RFC 9111, section 5.2.2.1. Without a usable `max-age` the shortest time holds. */
function refreshAfter(cacheControl: unknown): number {
  const [, seconds = '0'] = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(String(cacheControl)) ?? [];
  return Math.min(Math.max(Number(seconds) * 1000, MIN_REFRESH_MS), MAX_REFRESH_MS);
}

function reason(thrown: unknown): string {
  if (!axios.isAxiosError(thrown)) return thrown instanceof Error ? thrown.message : 'the answer cannot be read';
  if (thrown.response) return `the answer has status ${thrown.response.status}`;
  if (thrown.code === 'ERR_BAD_RESPONSE') return `the answer breaks off or is larger than ${MAX_BYTES} bytes`;
  return `the connection failed (${thrown.code ?? 'unknown'})`;
}
