import type { Clock } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Caller } from './caller.ts';
import { readCaller } from './claims.ts';
import { createKeySet, type KeySetStatus } from './key-set.ts';
import { createTokenCache } from './token-cache.ts';
import { readBearer, readUnverified } from './token-form.ts';
import { createVerifier } from './verifier.ts';

export interface TokenGuardOptions {
  /** As `checkIssuer` returns it. */
  readonly issuer: string;
  readonly audience: string;
  /** The clients that may call; empty for any client of the issuer. */
  readonly clientIds: readonly string[];
  readonly clock: Clock;
}

/** Decides who calls. What a caller may do is decided per action by `requireScope`. */
export interface TokenGuard {
  /** Loads the signing keys and keeps them fresh. Resolves after the first attempt: `status` tells how it went. */
  start(): Promise<void>;
  stop(): void;
  /**
   * @param authorizationHeader the header's value
   * @param rawHeaderCount how many Authorization headers the raw request has
   * @throws ConnectorError TOKEN_*, CLIENT_NOT_ALLOWED, OKTA_KEYS_UNAVAILABLE
   */
  check(authorizationHeader: string | undefined, rawHeaderCount: number): Promise<Caller>;
  status(): KeySetStatus;
}

/** A guard in front of every action: it admits the unexpired access tokens of one authorization server. */
export function createTokenGuard({ issuer, audience, clientIds, clock }: TokenGuardOptions): TokenGuard {
  const rules = { issuer, audience };
  const cache = createTokenCache(clock);
  const keySet = createKeySet({ issuer, clock });
  const verify = createVerifier(rules, keySet.keys);

  async function admit(token: string): Promise<Caller> {
    const unverified = readUnverified(token, issuer);
    // The claims are judged twice: here for a precise refusal without any work, below on what the signature covers.
    readCaller(unverified.claims, rules, clock.now());
    await keySet.require(unverified.kid);
    const keys = keySet.keys();
    const caller = readCaller(await verify(token), rules, clock.now());
    if (clientIds.length > 0 && !clientIds.includes(caller.clientId)) throw new ConnectorError('CLIENT_NOT_ALLOWED');
    cache.set(token, keys, caller);
    return caller;
  }

  return {
    start: keySet.start,
    stop: keySet.stop,
    status: keySet.status,
    check: async (authorizationHeader, rawHeaderCount) => {
      const token = readBearer(authorizationHeader, rawHeaderCount);
      return cache.get(token, keySet.keys()) ?? admit(token);
    },
  };
}
