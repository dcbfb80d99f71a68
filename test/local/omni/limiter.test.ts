import { describe, expect, test } from '@jest/globals';
import { createLimiter, type LimiterKind } from '../../../local/omni/limiter.ts';
import { OMNI_SWITCHES } from '../../../local/omni/switches.ts';

const START = 1_800_000_000_000; // the beginning of a minute
const KINDS = OMNI_SWITCHES.limiter.values;

/** How many of `tries` requests, one each `gap` ms from `from` on, are allowed. */
function allowed(kind: LimiterKind, tries: number, gap: number, from = START, perMinute = 60): number {
  const limiter = createLimiter(kind, perMinute);
  return Array.from({ length: tries }, (_, i) => limiter.allow(from + i * gap)).filter(Boolean).length;
}

describe('every limiter', () => {
  test.each(KINDS)('%s lets requests through that are spaced a little wider than the limit', (kind) => {
    expect(allowed(kind, 600, 1_020)).toBe(600);
  });

  test.each(KINDS)('%s lets no more than the limit through over many minutes', (kind) => {
    const minutes = 30;
    const through = allowed(kind, minutes * 600, 100);
    expect(through).toBeGreaterThanOrEqual(minutes * 60);
    expect(through).toBeLessThanOrEqual(minutes * 60 + 60);
  });

  test.each(KINDS)('%s says exactly how long to wait', (kind) => {
    const limiter = createLimiter(kind, 60);
    while (limiter.allow(START)) expect(limiter.waitMs(START)).toBeGreaterThanOrEqual(0);
    const wait = limiter.waitMs(START);
    expect(wait).toBeGreaterThan(0);
    expect(limiter.allow(START + wait - 1)).toBe(false);
    expect(limiter.allow(START + wait)).toBe(true);
  });

  test.each(KINDS)('%s takes the limit it is given', (kind) => {
    expect(allowed(kind, 100, 0, START, 5)).toBe(5);
  });
});

describe('the kinds differ', () => {
  test.each([
    ['sliding-log', 60],
    ['fixed-window', 60],
    ['bucket-60', 60],
    ['bucket-10', 10],
  ] as const)('%s allows a burst of %i', (kind, burst) => {
    expect(allowed(kind, 200, 0)).toBe(burst);
  });

  test('a sliding log counts the last 60 s wherever they begin', () => {
    const limiter = createLimiter('sliding-log', 60);
    for (let i = 0; i < 60; i++) limiter.allow(START + 59_000);
    expect(limiter.allow(START + 60_000)).toBe(false);
    expect(limiter.allow(START + 118_999)).toBe(false);
    expect(limiter.allow(START + 119_000)).toBe(true);
  });

  test('a fixed window forgets at the full minute', () => {
    const limiter = createLimiter('fixed-window', 60);
    for (let i = 0; i < 60; i++) limiter.allow(START + 59_000);
    expect(limiter.allow(START + 59_999)).toBe(false);
    expect(limiter.allow(START + 60_000)).toBe(true);
  });

  test('a bucket refills evenly and never beyond its size', () => {
    const limiter = createLimiter('bucket-10', 60);
    for (let i = 0; i < 10; i++) limiter.allow(START);
    expect(limiter.allow(START + 999)).toBe(false);
    expect(limiter.allow(START + 1_000)).toBe(true);
    expect(limiter.allow(START + 1_001)).toBe(false);
    const later = START + 3_600_000;
    expect(Array.from({ length: 50 }, () => limiter.allow(later)).filter(Boolean)).toHaveLength(10);
  });
});
