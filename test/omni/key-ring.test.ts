import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { type KeyHealth, KeyRing } from '../../src/omni/key-ring.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const MINUTE = 60_000;

function setUp(count = 2) {
  const clock = virtualClock();
  const told: KeyHealth[] = [];
  const given = { keys: Array.from({ length: count }, () => new Secret(randomUUID())) };
  const ring = new KeyRing(
    () => given.keys,
    clock,
    (key) => told.push(key),
  );
  const [one = '', other = ''] = ring.usable();
  return { clock, told, given, ring, one, other };
}

const statesOf = (ring: KeyRing) => ring.fates().map(({ state }) => state);

describe('keys', () => {
  test('fare as requests have shown, each by its place', () => {
    const { ring, one, other, told } = setUp();
    expect(ring.fates()).toEqual([
      { id: one, number: 1, state: 'untried' },
      { id: other, number: 2, state: 'untried' },
    ]);
    ring.taken(one);
    ring.bench(other);
    expect(statesOf(ring)).toEqual(['good', 'refused']);
    expect(ring.health()).toEqual([
      { number: 1, refused: false },
      { number: 2, refused: true },
    ]);
    ring.taken(other);
    expect(statesOf(ring)).toEqual(['good', 'good']);
    ring.bench(one);
    expect(statesOf(ring)).toEqual(['refused', 'good']);
    expect(told).toEqual([
      { number: 2, refused: true },
      { number: 2, refused: false },
      { number: 1, refused: true },
    ]);
  });

  test('rest for a minute once they are refused, while another works', async () => {
    const { ring, one, other, clock } = setUp();
    expect(ring.bench(one)).toBe(true);
    expect(ring.usable()).toEqual([other]);
    await clock.advance(MINUTE - 1);
    expect(ring.usable()).toEqual([other]);
    await clock.advance(1);
    expect(ring.usable()).toEqual([one, other]);
  });

  test('are all tried again when none is left', () => {
    const { ring, one, other } = setUp();
    ring.bench(one);
    expect(ring.bench(other)).toBe(false);
    expect(ring.usable()).toEqual([one, other]);
  });

  test('that are taken out are known for what is on its way, and no longer counted', () => {
    const { ring, one, other, given, told } = setUp();
    ring.taken(one);
    given.keys = given.keys.slice(1);
    expect(ring.usable()).toEqual([other]);
    expect([ring.number(one), ring.number(other), ring.size]).toEqual([0, 1, 1]);
    expect(ring.key(one)).toBeDefined();
    ring.taken(one);
    expect(ring.bench(one)).toBe(true);
    expect(told).toEqual([]);
  });

  test('that come back begin anew', () => {
    const { ring, one, other, given } = setUp(3);
    const all = given.keys;
    ring.taken(one);
    ring.bench(other);
    given.keys = all.slice(2);
    expect(statesOf(ring)).toEqual(['untried']);
    given.keys = [...all];
    expect(statesOf(ring)).toEqual(['untried', 'untried', 'untried']);
    expect(ring.usable()).toHaveLength(3);
  });

  test('that stay keep what is known of them', () => {
    const { ring, one, other, given } = setUp();
    ring.taken(one);
    ring.bench(other);
    given.keys = [...given.keys];
    expect(statesOf(ring)).toEqual(['good', 'refused']);
    expect(ring.usable()).toEqual([one]);
  });

  test('of which there is none can send nothing', () => {
    const { ring } = setUp(0);
    expect(ring.usable()).toEqual([]);
    expect(() => ring.any()).toThrow('there is no key');
    expect(() => ring.key('x')).toThrow('unknown key id x');
  });
});
