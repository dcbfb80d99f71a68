import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { NoSlot, Pacer } from '../../src/omni/pacer.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { PacedReplicas } from './pacing-set-up.ts';
import { ringOf } from './ring-of.ts';

describe('requests of one key', () => {
  test('leave evenly, a little slower than the limit', async () => {
    const replicas = new PacedReplicas();
    for (const name of ['a', 'b', 'c']) void replicas.call(name);
    await replicas.clock.runUntil();
    expect(replicas.log).toEqual([
      '0 START a k1',
      '300 END a',
      '1020 START b k1',
      '1320 END b',
      '2040 START c k1',
      '2340 END c',
    ]);
  });

  test('leave at once after a quiet time, but never save up for a burst', async () => {
    const replicas = new PacedReplicas();
    void replicas.call('a');
    await replicas.clock.runUntil(60_000);
    for (const name of ['b', 'c']) void replicas.call(name);
    await replicas.clock.runUntil();
    expect(replicas.log.filter((line) => line.includes('START'))).toEqual([
      '0 START a k1',
      '60000 START b k1',
      '61020 START c k1',
    ]);
  });

  test('follow the limit that the operator has agreed with Omni', async () => {
    const replicas = new PacedReplicas({ perMinute: 500 });
    void replicas.call('a', { requests: 3 });
    await replicas.clock.runUntil();
    expect(replicas.sent.map(({ at }) => at)).toEqual([0, 300, 600]);
    for (const name of ['b', 'c']) void replicas.call(name);
    await replicas.clock.runUntil();
    expect(replicas.sent.at(-1)?.at).toBeCloseTo(900 + 122.4, 6);
  });
});

describe('several keys', () => {
  test('take turns', async () => {
    const replicas = new PacedReplicas({ keys: 3 });
    for (const name of 'abcdef') void replicas.call(name);
    await replicas.clock.runUntil();
    expect(replicas.sent.map(({ at }) => at)).toEqual([0, 0, 0, 1_020, 1_020, 1_020]);
    expect(
      replicas.sent
        .slice(0, 3)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['k1', 'k2', 'k3']);
    expect(
      replicas.sent
        .slice(3)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['k1', 'k2', 'k3']);
  });

  test('push 540 rows in a third of the time, each key under its limit in every minute', async () => {
    const replicas = new PacedReplicas({ keys: 3 });
    for (let row = 0; row < 540; row += 1) void replicas.call(`row${row}`);
    await replicas.clock.runUntil();
    expect(replicas.sent).toHaveLength(540);
    expect(replicas.mostInAMinute).toBe(59);
    expect(replicas.clock.now()).toBe((540 / 3 - 1) * 1_020 + 300);
  });
});

describe('who goes first', () => {
  test('an interactive call overtakes the bulk queue and takes the next slot', async () => {
    const replicas = new PacedReplicas();
    for (const name of ['row1', 'row2', 'row3']) void replicas.call(name);
    await replicas.clock.runUntil(500);
    void replicas.call('joiner', { lane: 'interactive', deadline: 25_000 });
    await replicas.clock.runUntil();
    expect(replicas.order).toEqual(['row1', 'joiner', 'row2', 'row3']);
  });

  test('it keeps the lead to its end, between its requests too', async () => {
    const replicas = new PacedReplicas();
    for (const name of ['row1', 'row2', 'row3']) void replicas.call(name);
    await replicas.clock.runUntil(500);
    void replicas.call('joiner', { lane: 'interactive', deadline: 25_000, requests: 3 });
    await replicas.clock.runUntil();
    // The joiner's leave before their slots; the second row pays them back.
    expect(replicas.sent.map(({ at, name }) => [name, at])).toEqual([
      ['row1', 0],
      ['joiner', 500],
      ['joiner', 800],
      ['joiner', 1_100],
      ['row2', 4_080],
      ['row3', 5_100],
    ]);
  });

  test('earlier calls of a lane are served to their end before later ones begin', async () => {
    const replicas = new PacedReplicas();
    // After a 429 nothing leaves before its slot.
    await replicas.slowDown(0);
    for (const name of ['one', 'two']) void replicas.call(name, { lane: 'interactive', deadline: 25_000, requests: 3 });
    for (const name of ['job1', 'job2']) void replicas.call(name, { requests: 2 });
    await replicas.clock.runUntil();
    expect(replicas.order).toEqual(['one', 'one', 'one', 'two', 'two', 'two', 'job1', 'job1', 'job2', 'job2']);
  });

  test('the place in the line is taken with the first request, not before', async () => {
    const { pacer, clock } = new PacedReplicas();
    const [early, late] = [
      pacer.open('bulk', Number.POSITIVE_INFINITY, 1),
      pacer.open('bulk', Number.POSITIVE_INFINITY, 1),
    ];
    const order: string[] = [];
    void pacer.turn(late).then(() => order.push('late'));
    void pacer.turn(early).then(() => order.push('early'));
    await clock.runUntil();
    expect(order).toEqual(['late', 'early']);
  });

  test('requests that one call makes at the same time keep their order', async () => {
    const { pacer, clock } = new PacedReplicas();
    const ticket = pacer.open('bulk', Number.POSITIVE_INFINITY, 3);
    const order: string[] = [];
    for (const name of ['a', 'b', 'c']) void pacer.turn(ticket).then(() => order.push(name));
    await clock.runUntil();
    expect(order).toEqual(['a', 'b', 'c']);
    expect(ticket).toMatchObject({ sent: 3, remaining: 1 });
  });

  test('a bulk call waits as long as it takes', async () => {
    const replicas = new PacedReplicas();
    const calls = Array.from({ length: 100 }, (_, row) => replicas.call(`row${row}`));
    await replicas.clock.runUntil();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['done']));
  });
});

test.each(['bulk', 'interactive'] as const)(
  'a %s call that joins while the budget is asked for an impatient one is not refused with it',
  async (lane) => {
    const clock = virtualClock();
    const keys = ringOf([new Secret('k')], clock);
    const keyId = keys.any();
    const ledger = localLedger(clock);
    await ledger.slowDown({ keyId, reservedAt: 0, backoffMs: 20_000 });
    const slow = {
      ...ledger,
      reserve: async (...asked: Parameters<typeof ledger.reserve>) => {
        await clock.sleep(10);
        return await ledger.reserve(...asked);
      },
    };
    const pacer = new Pacer({ clock, ledger: slow, keys, perMinute: 60 });
    const impatient = pacer.turn(pacer.open('interactive', 5_000, 1)).catch((thrown: unknown) => thrown);
    const patient = pacer.turn(pacer.open(lane, Number.POSITIVE_INFINITY, 1));
    await clock.runUntil();
    expect(await impatient).toBeInstanceOf(NoSlot);
    expect(await impatient).toMatchObject({ name: 'NoSlot', message: 'no slot in time', seconds: 20 });
    expect(await patient).toMatchObject({ keyId });
    expect(clock.now()).toBeGreaterThan(19_000);
  },
);

test('a broken budget store fails those who wait, and nobody after it is well again', async () => {
  const clock = virtualClock();
  let broken = true;
  let asked = 0;
  const reserve = async () => {
    asked += 1;
    if (broken) throw new RangeError('the database is away');
    return { keyId: 'k', waitMs: 0, earlyMs: 0, reservedAt: 0, more: [] };
  };
  const ledger = { reserve, slowDown: async () => undefined, giveBack: async () => undefined };
  const pacer = new Pacer({ clock, ledger, keys: ringOf([], clock), perMinute: 60 });
  const turn = () => pacer.turn(pacer.open('bulk', Number.POSITIVE_INFINITY, 1));
  const both = await Promise.allSettled([turn(), turn()]);
  expect(both.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  broken = false;
  asked = 0;
  await expect(turn()).resolves.toEqual({ keyId: 'k', reservedAt: 0 });
  expect(asked).toBe(1);
});

test('a rest that a clock gave before it was set back lasts half a minute at most', async () => {
  const clock = virtualClock();
  let aheadMs = 3_600_000;
  const adjusted = { ...clock, now: () => clock.now() + aheadMs };
  const replicas = new PacedReplicas({ clock: adjusted });
  await replicas.slowDown(20_000);
  aheadMs = 0;
  void replicas.call('row');
  await clock.runUntil();
  expect(replicas.sent).toMatchObject([{ name: 'row' }]);
  expect(clock.now()).toBeLessThan(31_000);
});
