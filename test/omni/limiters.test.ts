import { describe, expect, test } from '@jest/globals';
import { createLimiter, type LimiterKind } from '../../local/omni/limiter.ts';
import { PacedReplicas } from './pacing-set-up.ts';

const MINUTES = 30;
const LIMIT = 60;
const MAX_JITTER_MS = 400;

/** The same numbers in [0, 1) in each run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Cards of three requests, at odd moments, for as long as the push runs. */
async function callInBetween(replicas: PacedReplicas, random: () => number): Promise<void> {
  while (replicas.clock.now() < MINUTES * 60_000) {
    await replicas.clock.sleep(2_000 + random() * 6_000);
    const deadline = replicas.clock.now() + 23_000;
    void replicas.call('card', { lane: 'interactive', requests: 3, deadline }, replicas.pacers[random() < 0.5 ? 0 : 1]);
  }
}

/**
 * Two replicas push for half an hour; each request is on its way for 0 to 400 ms until a limiter of its key sees it.
 */
async function pushAgainst(kind: LimiterKind, keys: number, withCards = false) {
  const replicas = new PacedReplicas({ keys, replicas: 2 });
  const requests = MINUTES * LIMIT * keys;
  for (const pacer of replicas.pacers) {
    void replicas.call('job', { requests }, pacer);
    for (let key = 0; key < keys; key += 1) void replicas.call('other job', { requests }, pacer);
  }
  const random = randomNumbers(7);
  if (withCards) void callInBetween(replicas, randomNumbers(11));
  await replicas.clock.runUntil(MINUTES * 60_000 - MAX_JITTER_MS);
  const arrivals = replicas.sent.map(({ at, key }) => ({ at: at + random() * MAX_JITTER_MS, key }));
  const limiters = new Map(arrivals.map(({ key }) => [key, createLimiter(kind, LIMIT)]));
  const answers = arrivals
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, key }) => limiters.get(key)?.allow(at));
  const accepted = answers.filter((answer) => answer === true).length;
  return { accepted, refused: answers.length - accepted };
}

describe.each([1, 3])('two replicas with %i keys push for half an hour', (keys) => {
  test.each<LimiterKind>(['sliding-log', 'fixed-window', 'bucket-60', 'bucket-10'])(
    'without a 429 from a limiter of kind %s, and use 98 % of the budget',
    async (kind) => {
      const { accepted, refused } = await pushAgainst(kind, keys);
      expect(refused).toBe(0);
      const budget = MINUTES * LIMIT * keys;
      expect(accepted).toBe(1_765 * keys);
      expect(accepted / budget).toBeGreaterThan(0.98);
    },
  );
});

describe.each([1, 3])('with cards in between, which use their slots a little earlier, and %i keys', (keys) => {
  test.each<LimiterKind>(['sliding-log', 'fixed-window', 'bucket-60', 'bucket-10'])(
    'there is no 429 from a limiter of kind %s either',
    async (kind) => {
      const { accepted, refused } = await pushAgainst(kind, keys, true);
      expect(refused).toBe(0);
      expect(accepted / (MINUTES * LIMIT * keys)).toBeGreaterThan(0.98);
    },
  );
});

test('the measurement can fail: requests at the very limit are refused by a sliding log', () => {
  const random = randomNumbers(7);
  const limiter = createLimiter('sliding-log', LIMIT);
  const answers = Array.from({ length: MINUTES * LIMIT }, (_, index) =>
    limiter.allow(index * 1_000 + random() * MAX_JITTER_MS),
  );
  expect(answers).toContain(false);
});
