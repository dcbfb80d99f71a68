import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { Caller } from './caller.ts';
import type { SigningKey } from './keys.ts';

const MAX_TOKENS = 1_000;
const MAX_AGE_MS = 60_000;

/** Callers whose tokens were verified within the last minute. Tokens are kept as digests only. */
export interface TokenCache {
  /**
   * The caller of a token that was verified with just these keys: a fresh load of the keys makes all be verified anew.
   */
  get(token: string, keys: readonly SigningKey[]): Caller | undefined;
  /** Remembers a verified token for a minute, or until it expires. Refusals are never remembered. */
  set(token: string, keys: readonly SigningKey[], caller: Caller): void;
}

interface Entry {
  readonly keys: readonly SigningKey[];
  readonly caller: Caller;
  readonly until: number;
}

/** An empty cache of at most 1,000 tokens; the least recently used gives way. */
export function createTokenCache(clock: Clock): TokenCache {
  const cache = new LRUCache<string, Entry>({ max: MAX_TOKENS });
  return {
    get: (token, keys) => {
      const found = cache.get(digest(token));
      return found?.keys === keys && clock.now() < found.until ? found.caller : undefined;
    },
    set: (token, keys, caller) => {
      cache.set(digest(token), { keys, caller, until: Math.min(caller.expiresAt, clock.now() + MAX_AGE_MS) });
    },
  };
}

const digest = (token: string): string => hash('sha256', token, 'base64url');
