import { describe, expect, test } from '@jest/globals';
import { createLimiter, type LimiterKind } from '../../local/omni/limiter.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { PacedReplicas, type Sent } from './pacing-set-up.ts';

const MINUTES = 30;
const LIMIT = 60;
const MAX_JITTER_MS = 400;
const KINDS: readonly LimiterKind[] = ['sliding-log', 'fixed-window', 'bucket-60', 'bucket-10'];

/**
 * What a limiter of each key refuses, where each request is on its way for 0 to 400 ms until the limiter sees it.
 *
 * @param offsetMs of the limiter's clock, for windows that begin at another moment
 */
function judgeBy(kind: LimiterKind, sent: readonly Sent[], offsetMs = 0): { accepted: number; refused: number } {
  const random = seededRandom(7);
  const arrivals = sent.map(({ at, key }) => ({ at: at + offsetMs + random() * MAX_JITTER_MS, key }));
  const limiters = new Map(arrivals.map(({ key }) => [key, createLimiter(kind, LIMIT)]));
  const answers = arrivals
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, key }) => limiters.get(key)?.allow(at));
  const accepted = answers.filter((answer) => answer === true).length;
  return { accepted, refused: answers.length - accepted };
}

/** What so large a share of the times does not exceed, in whole milliseconds. */
const at = (times: readonly number[], share: number): number =>
  Math.round(times.toSorted((one, other) => one - other)[Math.ceil(share * times.length) - 1] ?? Number.NaN);
const p95 = (times: readonly number[]): number => at(times, 0.95);

/** What is refused by any limiter at nine offsets of its windows. */
const refusedByAny = (sent: readonly Sent[]): number =>
  KINDS.flatMap((kind) =>
    Array.from({ length: 9 }, (_, part) => judgeBy(kind, sent, (part * 60_000) / 9).refused),
  ).reduce((sum, refused) => sum + refused, 0);

/** Two replicas push all the time. */
function pushWith(keys: number): PacedReplicas {
  const replicas = new PacedReplicas({ keys, replicas: 2, answerMs: 100 });
  const requests = MINUTES * LIMIT * keys;
  for (const pacer of replicas.pacers) {
    void replicas.call('job', { requests }, pacer);
    for (let key = 0; key < keys; key += 1) void replicas.call('other job', { requests }, pacer);
  }
  return replicas;
}

describe.each([1, 3])('two replicas with %i keys push for half an hour', (keys) => {
  test('without a 429 from a limiter of any kind, and use 98 % of the budget', async () => {
    const replicas = pushWith(keys);
    await replicas.clock.runUntil(MINUTES * 60_000 - MAX_JITTER_MS);
    expect(refusedByAny(replicas.sent)).toBe(0);
    expect(replicas.sent).toHaveLength(1_765 * keys);
    expect(replicas.sent.length / (MINUTES * LIMIT * keys)).toBeGreaterThan(0.98);
  });

  test('with single calls in between, which take three seconds at most for all but one in twenty', async () => {
    const replicas = pushWith(keys);
    const calls = replicas.callAtRandom(seededRandom(11), { minutes: MINUTES, aMinute: 0.5 });
    await replicas.clock.runUntil(MINUTES * 60_000 - MAX_JITTER_MS);
    expect(refusedByAny(replicas.sent)).toBe(0);
    expect(replicas.sent.length / (MINUTES * LIMIT * keys)).toBeGreaterThan(0.97);
    await replicas.clock.runUntil(MINUTES * 60_000 + 23_000);
    expect(p95(await calls)).toBeLessThan(3_000);
  });
});

describe.each([
  { aMinute: 1, mostMs: 301 },
  { aMinute: 10, mostMs: 1_600 },
  { aMinute: 14, mostMs: 15_000 },
])('single calls alone, $aMinute a minute at random moments, by two replicas for six hours', ({ aMinute, mostMs }) => {
  test(`meet no 429 from a limiter of any kind, and take ${mostMs} ms at most for all but one in twenty`, async () => {
    const times: number[] = [];
    for (const seed of [1, 7, 11, 25, 2_024, 90_210]) {
      const replicas = new PacedReplicas({ replicas: 2, answerMs: 100 });
      const calls = replicas.callAtRandom(seededRandom(seed), { minutes: 60, aMinute });
      await replicas.clock.runUntil();
      times.push(...(await calls));
      expect(refusedByAny(replicas.sent)).toBe(0);
    }
    expect(p95(times)).toBeLessThanOrEqual(mostMs);
    process.stdout.write(`${aMinute} calls a minute: median ${at(times, 0.5)} ms, p95 ${p95(times)} ms\n`);
  });
});

test.each([100, 1_500])(
  'nor do calls that need fewer requests than they take slots for, of %i ms each',
  async (answerMs) => {
    for (const seed of [3, 4_711]) {
      const replicas = new PacedReplicas({ replicas: 2, answerMs });
      void replicas.callAtRandom(seededRandom(seed), { minutes: 30, aMinute: 20, requests: 2, expected: 4 });
      await replicas.clock.runUntil();
      expect(replicas.sent.length).toBeGreaterThan(1_000);
      expect(refusedByAny(replicas.sent)).toBe(0);
    }
  },
);

test('the measurement can fail: requests at the very limit are refused by a sliding log', () => {
  const sent = Array.from({ length: MINUTES * LIMIT }, (_, index) => ({ at: index * 1_000, key: 'k1', name: '' }));
  expect(judgeBy('sliding-log', sent).refused).toBeGreaterThan(0);
});
