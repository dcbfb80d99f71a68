import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { KeptSlots } from '../../src/omni/kept-slots.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { Pacer } from '../../src/omni/pacer.ts';
import { SLOT_RULE } from '../../src/store/slot-rule.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { PacedReplicas } from './pacing-set-up.ts';
import { ringOf } from './ring-of.ts';

const GAP = 1_020;
const call = { lane: 'interactive', deadline: 60_000 } as const;

/** When the requests left, in ms. */
async function sentBy(replicas: PacedReplicas): Promise<number[]> {
  await replicas.clock.runUntil();
  return replicas.sent.map(({ at }) => at);
}

describe('the slots of a call', () => {
  test('are reserved at once where the key is idle', async () => {
    const replicas = new PacedReplicas({ answerMs: 100 });
    void replicas.call('card', { ...call, requests: 4 });
    expect(await sentBy(replicas)).toEqual([0, 100, 200, 300]);
    expect(replicas.reservations).toBe(1);
  });

  test('also of what Okta has told of, and not of a job', async () => {
    const replicas = new PacedReplicas({ answerMs: 100 });
    void replicas.call('event', { lane: 'event', requests: 3 });
    expect(await sentBy(replicas)).toEqual([0, 100, 200]);
    expect(replicas.reservations).toBe(1);
    void replicas.call('job', { requests: 3 });
    await replicas.clock.runUntil();
    expect(replicas.reservations).toBeGreaterThanOrEqual(4);
  });

  test('that it does not need are given back: the row of a job waits for those it has used', async () => {
    const replicas = new PacedReplicas({ answerMs: 100 });
    void replicas.call('card', { ...call, requests: 2, expected: 4 });
    await replicas.clock.runUntil(200);
    void replicas.call('row');
    expect(await sentBy(replicas)).toEqual([0, 100, 2 * GAP]);
  });

  test('are used by whoever is first in line, but by no job', async () => {
    const replicas = new PacedReplicas({ answerMs: 100 });
    void replicas.call('one', { ...call, requests: 4 });
    await replicas.clock.runUntil(50);
    void replicas.call('row');
    void replicas.call('two', { ...call, requests: 1 });
    await replicas.clock.runUntil();
    expect(replicas.sent.map(({ at, name }) => `${at} ${name}`)).toEqual([
      '0 one',
      '50 two',
      '100 one',
      '200 one',
      // One more than the four, early; the row comes after what both have used.
      '300 one',
      `${5 * GAP} row`,
    ]);
  });

  test('are each used until its own time and no later: a slow Omni takes others', async () => {
    const replicas = new PacedReplicas({ answerMs: 1_500 });
    void replicas.call('card', { ...call, requests: 4 });
    expect(await sentBy(replicas)).toEqual([0, 1_500, 3_000, 4_500]);
    // The second slot has passed unused, so the fourth request takes one more.
    expect(replicas.reservations).toBe(2);
  });

  test('do not leave while a key rests after a 429', async () => {
    const replicas = new PacedReplicas({ answerMs: 100 });
    void replicas.call('card', { ...call, requests: 2 });
    await replicas.clock.runUntil(50);
    await replicas.slowDown(5_000);
    expect(await sentBy(replicas)).toEqual([0, 5_050]);
  });

  test('are given back, too, where the call is over before the budget has answered', async () => {
    const clock = virtualClock();
    const budget = localLedger(clock);
    const reserve: typeof budget.reserve = async (asked) => {
      await clock.sleep(10);
      return await budget.reserve(asked);
    };
    const keys = ringOf([new Secret('k')], clock);
    const pacer = new Pacer({ clock, ledger: { ...budget, reserve }, keys, perMinute: 60 });
    const ticket = pacer.open('interactive', 60_000, 4);
    void pacer.turn(ticket);
    pacer.close(ticket);
    await clock.advance(20);
    const asked = { keyIds: [keys.any()], gapMs: GAP, perMinute: 60, needs: 0, maxWaitMs: 1e6 };
    expect(await budget.reserve(asked)).toMatchObject({ waitMs: GAP - 10 });
  });

  test('are lost where the budget cannot be told, and the call does not notice', async () => {
    const clock = virtualClock();
    const giveBack = () => Promise.reject(new RangeError('the database is away'));
    const keys = ringOf([new Secret('k')], clock);
    const pacer = new Pacer({ clock, ledger: { ...localLedger(clock), giveBack }, keys, perMinute: 60 });
    const ticket = pacer.open('interactive', 60_000, 4);
    await pacer.turn(ticket);
    pacer.close(ticket);
    await clock.advance(0);
    const next = pacer.open('interactive', 60_000, 1);
    expect(await pacer.turn(next)).toEqual({ keyId: keys.any(), reservedAt: 0 });
  });

  test('do not leave, either, where they were reserved before a 429 and are told after it', async () => {
    const clock = virtualClock();
    const ledger = localLedger(clock);
    const reserve: typeof ledger.reserve = async (asked) => {
      const slot = await ledger.reserve(asked);
      await clock.sleep(200);
      return slot;
    };
    const keys = ringOf([new Secret('k')], clock);
    const pacer = new Pacer({ clock, ledger: { ...ledger, reserve }, keys, perMinute: 60 });
    const ticket = pacer.open('interactive', 60_000, 4);
    const left: number[] = [];
    const calling = (async () => {
      for (let count = 0; count < 2; count += 1) {
        await pacer.turn(ticket);
        left.push(clock.now());
      }
    })();
    await clock.runUntil(100);
    await pacer.slowDown({ keyId: keys.any(), reservedAt: 0 }, 5_000);
    await clock.runUntil();
    await calling;
    // One had its slot; the other waits for the rest to end.
    expect(left).toEqual([200, 5_100]);
  });

  test('of another key are kept when one rests', async () => {
    const replicas = new PacedReplicas({ keys: 2, answerMs: 100 });
    void replicas.call('card', { ...call, requests: 2 });
    await replicas.clock.runUntil(50);
    const [first] = replicas.sent;
    await replicas.slowDown(5_000, first?.key === 'k1' ? 'k2' : 'k1');
    expect(await sentBy(replicas)).toEqual([0, 100]);
    expect(replicas.reservations).toBe(1);
  });
});

describe('what is kept', () => {
  const slot = { keyId: 'k', reservedAt: 1_000_000, more: [1_001_020, 1_002_040] };
  const turn = { keyId: 'k', reservedAt: 1_000_000 };

  function keptBy({ perMinute = 60 } = {}) {
    const clock = virtualClock(5_000);
    const kept = new KeptSlots(clock, perMinute);
    kept.keep(slot, clock.now());
    return { kept, passMs: (ms: number) => clock.runUntil(clock.now() + ms) };
  }

  test('is used earliest first, each once, and what is given up is told once', async () => {
    const { kept } = keptBy();
    expect(kept.take(['k'])).toEqual(turn);
    expect(kept.giveUp()).toMatchObject([{ keyId: 'k', times: [1_002_040] }]);
    expect(kept.giveUp()).toEqual([]);
    expect(kept.take(['k'])).toBeUndefined();
  });

  test('is of use until its own time, by a clock that nobody sets', async () => {
    const { kept, passMs } = keptBy();
    await passMs(1_020);
    expect(kept.take(['k'])).toEqual(turn);
    await passMs(1_021);
    expect(kept.take(['k'])).toBeUndefined();
    expect(kept.giveUp()).toEqual([]);
  });

  test('of a budget whose times are not kept is of use a second longer', async () => {
    const large = keptBy({ perMinute: SLOT_RULE.windowUpTo + 1 });
    await large.passMs(3_040);
    expect(large.kept.take(['k'])).toEqual(turn);
    expect(large.kept.take(['k'])).toBeUndefined();
    const counted = keptBy({ perMinute: SLOT_RULE.windowUpTo });
    await counted.passMs(3_040);
    expect(counted.kept.take(['k'])).toBeUndefined();
  });

  test('is left alone where its key is not to be used', () => {
    const { kept } = keptBy();
    expect(kept.take(['another'])).toBeUndefined();
    expect(kept.giveUp()).toMatchObject([{ keyId: 'k', times: slot.more }]);
  });

  test('is nothing where nothing more was reserved', () => {
    const kept = new KeptSlots(virtualClock(), 60);
    kept.keep({ ...slot, more: [] }, 0);
    expect(kept.giveUp()).toEqual([]);
  });
});
