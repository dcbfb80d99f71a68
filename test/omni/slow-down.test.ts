import { expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { Pacer } from '../../src/omni/pacer.ts';
import { createRequester } from '../../src/omni/requester.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { answer } from './answer.ts';
import { ringOf } from './ring-of.ts';

/** Sends rows one after the other; the given tries meet a 429. @returns when each try was sent, and the rows done */
async function push({ rows, refusedTries }: { rows: number; refusedTries: readonly number[] }) {
  const clock = virtualClock();
  const keys = ringOf([new Secret('k')], clock);
  const pacer = new Pacer({ clock, ledger: localLedger(clock), keys, perMinute: 60 });
  const sentAt: number[] = [];
  const send = async () => {
    sentAt.push(clock.now());
    return refusedTries.includes(sentAt.length) ? answer(429) : answer(200, {});
  };
  const request = createRequester({ send, pacer, keys, clock, random: () => 1, onExchange: () => undefined });
  const ticket = pacer.open('bulk', Number.POSITIVE_INFINITY, rows);
  const done: number[] = [];
  void (async () => {
    for (let row = 0; row < rows; row += 1)
      done.push((await request(ticket, { method: 'PATCH', path: '/api/' })).status);
  })();
  await clock.runUntil();
  const gaps = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
  return { gaps, done };
}

test('an unexpected 429 halves the rate, which recovers by 2 % a request; no row is lost', async () => {
  const { gaps, done } = await push({ rows: 60, refusedTries: [3] });
  expect(done).toEqual(Array(60).fill(200));
  // The third try is refused: the key rests for 2 s, then its requests are twice as far apart.
  expect(gaps.slice(0, 3)).toEqual([1_020, 1_020, 2_000]);
  expect(gaps[3]).toBeCloseTo(2 * 1_020, 6);
  expect(gaps[4]).toBeCloseTo(2 * 0.98 * 1_020, 6);
  expect(gaps.at(36)).toBeGreaterThan(1_020);
  expect(gaps.at(-1)).toBeCloseTo(1_020, 6);
});

test('a second 429 halves it again, and no number of them more than to an eighth', async () => {
  const { gaps, done } = await push({ rows: 40, refusedTries: [3, 6, 9, 12, 15] });
  expect(done).toEqual(Array(40).fill(200));
  expect(Math.max(...gaps)).toBeCloseTo(8 * 1_020, 6);
});
