import { expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import type { ConnectorError } from '../../src/errors/connector-error.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { Pacer } from '../../src/omni/pacer.ts';
import { createRequester } from '../../src/omni/requester.ts';
import type { Lane } from '../../src/omni/ticket.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { answer } from './answer.ts';
import { ringOf } from './ring-of.ts';

const ANSWER_MS = 300;
const PATIENCE_MS = 23_000;
const GAP_MS = 10.2;

/** An Omni that answers its first `refused` requests with 429 and Retry-After 1, and a budget of 6,000 a minute. */
function omniInAStorm(refused: number) {
  const clock = virtualClock();
  const keys = ringOf([new Secret('k')], clock);
  const ledger = localLedger(clock);
  const pacer = new Pacer({ clock, ledger, keys, perMinute: 6_000 });
  let sent = 0;
  const send = async () => {
    sent += 1;
    const isRefused = sent <= refused;
    await clock.sleep(ANSWER_MS);
    return isRefused ? { ...answer(429), retryAfterSeconds: 1 } : answer(200, {});
  };
  const request = createRequester({ send, pacer, keys, clock, random: () => 1, onExchange: () => undefined });
  const call = async (lane: Lane = 'interactive'): Promise<string> => {
    const deadline = lane === 'bulk' ? Number.POSITIVE_INFINITY : clock.now() + PATIENCE_MS;
    const ticket = pacer.open(lane, deadline, 1);
    const outcome = await request(ticket, { method: 'PATCH', path: '/api/' }).then(
      ({ status }) => `${status} at ${Math.round(clock.now())}`,
      (error: ConnectorError) => error.code,
    );
    pacer.close(ticket);
    return outcome;
  };
  /** How many times as far apart as usual the requests of the key are now. */
  const slowFactor = async () => {
    const ask = { keyIds: [keys.any()], gapMs: GAP_MS, perMinute: 6_000, needs: 0, maxWaitMs: 1e6 };
    const [one, two] = [await ledger.reserve(ask), await ledger.reserve(ask)];
    return 'waitMs' in one && 'waitMs' in two ? (two.waitMs - one.waitMs) / GAP_MS : Number.NaN;
  };
  return { clock, call, slowFactor, sent: () => sent };
}

test('twelve 429s at fifteen calls at once delay them, and slow the budget down once', async () => {
  const { clock, call, slowFactor, sent } = omniInAStorm(12);
  const calls = Promise.all(Array.from({ length: 15 }, () => call()));
  // The last of the fifteen has left and been answered; none has been repeated.
  await clock.runUntil(1_000);
  expect(sent()).toBe(15);
  expect(await slowFactor()).toBeCloseTo(2, 10);
  await clock.runUntil();
  const outcomes = await calls;
  expect(outcomes.map((outcome) => outcome.split(' ')[0])).toEqual(Array(15).fill('200'));
  expect(sent()).toBe(27);
  expect(clock.now()).toBeLessThan(PATIENCE_MS);
});

test('a call is repeated after each 429 while its time lasts, however often', async () => {
  const { clock, call, sent } = omniInAStorm(12);
  const outcome = call();
  await clock.runUntil();
  // Thirteen tries of 300 ms, and twelve waits of a second.
  expect(await outcome).toBe('200 at 15900');
  expect(sent()).toBe(13);
});

test('and no longer: what is left is too short to wait once more', async () => {
  const { clock, call, sent } = omniInAStorm(100);
  const outcome = call();
  await clock.runUntil();
  expect(await outcome).toBe('OMNI_RATE_LIMITED');
  expect(sent()).toBe(17);
});

test('a call without an end gives its place back after four, so that nothing is held for it', async () => {
  const { clock, call, sent } = omniInAStorm(100);
  const outcome = call('bulk');
  await clock.runUntil();
  expect(await outcome).toBe('OMNI_RATE_LIMITED');
  expect(sent()).toBe(4);
});
