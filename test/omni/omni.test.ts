import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { createOmni } from '../../src/omni/omni.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { answer } from './answer.ts';

/** An instance with a budget of 60 requests a minute, which takes the first of its keys and not the second. */
function setUp() {
  const clock = virtualClock(1_900_000_000_000);
  const keys = [new Secret(randomUUID()), new Secret(randomUUID())];
  const omni = createOmni({
    send: async (_request, key) =>
      key.reveal() === keys[0]?.reveal() ? answer(200, { records: [] }) : answer(403, { detail: 'Invalid API key' }),
    keys: () => keys,
    requestsPerMinute: 60,
    ledger: localLedger(clock),
    names: { remember: async () => [] },
    ids: { recall: async () => undefined, remember: async () => undefined, forget: async () => undefined },
    clock,
    random: () => 1,
    onExchange: () => undefined,
  });
  const list = (session: OmniSession) => session.listAttributes(0);
  const call = (deadlineMs = 25_000, expected = 1) =>
    omni.withSession({ lane: 'interactive', deadline: clock.now() + deadlineMs, expected }, list);
  return { clock, omni, call };
}

test('an instance tells how its keys fare and how much of the budget is used', async () => {
  const { clock, omni, call } = setUp();
  const unused = new Array<number>(60).fill(0);
  const none = { refused: false, minutes: unused, used: 0 };
  expect(omni.budget()).toEqual({ perMinute: 60, waiting: 0, keys: [1, 2].map((number) => ({ number, ...none })) });

  await clock.runUntil();
  const calls = Promise.all([call(), call(), call()]);
  await clock.runUntil();
  await calls;
  const [good, bad] = omni.budget().keys;
  expect(good).toMatchObject({ number: 1, refused: false, used: 3 });
  expect(bad).toMatchObject({ number: 2, refused: true });
  expect(good?.minutes.reduce((sum, count) => sum + count)).toBe(3);
  expect(omni.keys()).toEqual([
    { number: 1, refused: false },
    { number: 2, refused: true },
  ]);
  expect(omni.keyFates()).toMatchObject([
    { number: 1, state: 'good' },
    { number: 2, state: 'refused' },
  ]);
});

test('a request that waits for its turn is told of', async () => {
  const { clock, omni } = setUp();
  const job = { lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 3 } as const;
  const three = omni.withSession(job, async (session) => {
    await Promise.all([1, 2, 3].map(() => session.listAttributes(0)));
  });
  await clock.runUntil(clock.now());
  expect(omni.budget().waiting).toBeGreaterThan(0);
  await clock.runUntil();
  await three;
  expect(omni.budget().waiting).toBe(0);
});

test.each(['is done', 'fails'])('a call that %s is ahead of nobody any more', async (how) => {
  const { clock, omni, call } = setUp();
  const before = omni.withSession(
    { lane: 'interactive', deadline: clock.now() + 25_000, expected: 90 },
    async (session) => {
      await session.listAttributes(0);
      if (how === 'fails') throw new RangeError('the database is away');
    },
  );
  const ended = before.catch((thrown: Error) => thrown.message);
  await clock.runUntil(clock.now() + 3_000);
  expect(await ended).toBe(how === 'fails' ? 'the database is away' : undefined);
  const next = call();
  await clock.runUntil();
  expect(await next).toEqual([]);
});
