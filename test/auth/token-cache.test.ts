import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/auth/caller.ts';
import type { SigningKey } from '../../src/auth/keys.ts';
import { createTokenCache } from '../../src/auth/token-cache.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const keys: readonly SigningKey[] = [];
const caller = (expiresAt = 3_600_000): Caller => ({ clientId: 'c', subject: 'c', scopes: new Set(), expiresAt });

describe('a verified token is remembered', () => {
  test('for a minute', async () => {
    const clock = virtualClock();
    const cache = createTokenCache(clock);
    const known = caller();
    cache.set('a.b.c', keys, known);
    await clock.advance(59_999);
    expect(cache.get('a.b.c', keys)).toBe(known);
    await clock.advance(1);
    expect(cache.get('a.b.c', keys)).toBeUndefined();
  });

  test('at most until it expires', async () => {
    const clock = virtualClock();
    const cache = createTokenCache(clock);
    cache.set('a.b.c', keys, caller(10_000));
    await clock.advance(9_999);
    expect(cache.get('a.b.c', keys)).toBeDefined();
    await clock.advance(1);
    expect(cache.get('a.b.c', keys)).toBeUndefined();
  });

  test('only as it is', () => {
    const cache = createTokenCache(virtualClock());
    cache.set('a.b.c', keys, caller());
    expect(cache.get('a.b.C', keys)).toBeUndefined();
  });

  test('until the keys are loaded again', () => {
    const cache = createTokenCache(virtualClock());
    cache.set('a.b.c', keys, caller());
    expect(cache.get('a.b.c', [...keys])).toBeUndefined();
  });

  test('beside at most 999 others', () => {
    const cache = createTokenCache(virtualClock());
    for (let i = 0; i <= 1_000; i += 1) cache.set(`token ${i}`, keys, caller());
    expect(cache.get('token 0', keys)).toBeUndefined();
    expect(cache.get('token 1', keys)).toBeDefined();
  });
});
