import { describe, expect, test } from '@jest/globals';
import { budgetOfOne, GAP } from './budget-of-one.ts';

/** The longest rest, and thirty-two requests in line: nothing further ahead can have been reserved. */
const MOST_AHEAD = 30_000 + 32 * GAP;

describe('the slots of a key', () => {
  test('are a gap apart, and an idle key is free at once', async () => {
    const { clock, waits } = budgetOfOne();
    expect(await waits(2)).toEqual([0, GAP]);
    clock.pass(100);
    expect(await waits(1)).toEqual([2 * GAP - 100]);
    clock.pass(40_000);
    expect(await waits(2)).toEqual([0, GAP]);
  });

  test('are told with the time at which they were reserved', async () => {
    const { clock, start, reserve } = budgetOfOne();
    await reserve();
    clock.pass(20);
    expect(await reserve()).toEqual({
      keyId: 'k',
      waitMs: 1_000,
      earlyMs: 0,
      reservedAt: start + 20,
      more: [],
    });
  });

  test('are not taken where they come too late, and that costs nothing', async () => {
    const { reserve } = budgetOfOne();
    await reserve();
    for (let count = 0; count < 3; count += 1) {
      expect(await reserve({ maxWaitMs: GAP - 1 })).toEqual({ fullForMs: GAP });
    }
    expect(await reserve({ maxWaitMs: GAP })).toMatchObject({ waitMs: GAP });
  });

  test('need a key', async () => {
    await expect(budgetOfOne().reserve({ keyIds: [] })).rejects.toThrow('at least one key');
  });
});

test('of several keys the one is taken that is free first, and of those that are as free the first by its id', async () => {
  const { clock, reserve } = budgetOfOne();
  const keys: unknown[] = [];
  for (let count = 0; count < 4; count += 1) keys.push(await reserve({ keyIds: ['k2', 'k1'] }));
  expect(keys).toMatchObject([
    { keyId: 'k1', waitMs: 0 },
    { keyId: 'k2', waitMs: 0 },
    { keyId: 'k1', waitMs: GAP },
    { keyId: 'k2', waitMs: GAP },
  ]);
  await reserve({ keyIds: ['k1'] });
  clock.pass(500);
  expect(await reserve({ keyIds: ['k1', 'k2'] })).toMatchObject({ keyId: 'k2', waitMs: 2 * GAP - 500 });
});

describe('what somebody waits for', () => {
  const urgent = { needs: 1 };

  test('leaves up to eight gaps before its slot, which stays used', async () => {
    const { reserve, waits } = budgetOfOne();
    const leaves: unknown[] = [];
    for (let count = 0; count < 10; count += 1) {
      const slot = await reserve(urgent);
      leaves.push('waitMs' in slot && slot.waitMs - slot.earlyMs);
    }
    expect(leaves).toEqual([...Array(9).fill(0), GAP]);
    expect(await waits(1)).toEqual([10 * GAP]);
  });

  test('waits no longer than it can by the time at which it may leave', async () => {
    const { reserve, waits } = budgetOfOne();
    await waits(10);
    expect(await reserve({ needs: 1, maxWaitMs: 2 * GAP - 1 })).toEqual({ fullForMs: 2 * GAP });
    expect(await reserve({ needs: 1, maxWaitMs: 2 * GAP })).toMatchObject({ waitMs: 10 * GAP, earlyMs: 8 * GAP });
  });

  test.each([
    { needs: 9, earlyMs: 8 * GAP },
    { needs: 10, earlyMs: 0 },
  ])('leaves early where the last minute has room for all of it: 50 were sent, $needs follow', async (one) => {
    const { clock, reserve, waits } = budgetOfOne();
    await waits(50);
    clock.pass(42 * GAP);
    expect(await reserve({ needs: one.needs })).toMatchObject({ waitMs: 8 * GAP, earlyMs: one.earlyMs });
  });

  test.each([
    { laterMs: 58_559, earlyMs: 0 },
    { laterMs: 58_560, earlyMs: 8 * GAP },
  ])('is held up by what has left in the 60.6 s before it may leave: $laterMs ms later', async (one) => {
    const { clock, reserve, waits } = budgetOfOne();
    await waits(1);
    clock.pass(one.laterMs);
    await waits(10);
    // It may leave after two gaps.
    expect(await reserve({ needs: 49 })).toMatchObject({ waitMs: 10 * GAP, earlyMs: one.earlyMs });
  });

  test('is held up by what left early, from when that left', async () => {
    const few = { perMinute: 4, needs: 1 };
    const { reserve } = budgetOfOne();
    const leaves: unknown[] = [];
    for (let count = 0; count < 4; count += 1) leaves.push(await reserve(few));
    expect(leaves).toMatchObject([0, 15_300, 30_600, 0].map((earlyMs) => ({ earlyMs })));
    const other = budgetOfOne();
    for (let count = 0; count < 3; count += 1) await other.reserve(few);
    other.clock.pass(60_600);
    await other.waits(1, few);
    expect(await other.reserve({ ...few, needs: 2 })).toMatchObject({ waitMs: 15_300, earlyMs: 15_300 });
  });

  test.each([
    { perMinute: 600, sent: 100, earlyMs: 816 },
    { perMinute: 600, sent: 599, earlyMs: 0 },
    { perMinute: 601, sent: 100, earlyMs: 0 },
  ])('leaves early from a budget of up to 600 a minute: $sent of $perMinute were sent', async (one) => {
    const { reserve, waits } = budgetOfOne();
    await waits(one.sent, { perMinute: one.perMinute });
    expect(await reserve({ perMinute: one.perMinute, needs: 10 })).toMatchObject({ earlyMs: one.earlyMs });
  });

  test('knows nothing of the minute before where the limit was above that', async () => {
    const { reserve, waits } = budgetOfOne();
    await waits(3, { perMinute: 601 });
    expect(await reserve({ perMinute: 4, needs: 3 })).not.toMatchObject({ earlyMs: 0 });
  });

  test('does not leave early while the key is slow after a 429', async () => {
    const { reserve, refuse } = budgetOfOne();
    await refuse({ backoffMs: 2_000 });
    expect(await reserve(urgent)).toMatchObject({ waitMs: 2_000, earlyMs: 0 });
  });
});

describe('a 429', () => {
  test('lets the key rest, doubles the space between its slots, and each slot takes 2 % of that back', async () => {
    const { waits, refuse } = budgetOfOne();
    await refuse({ backoffMs: 5_000 });
    const [first = 0, second = 0, third = 0] = await waits(3);
    expect([first, second]).toEqual([5_000, 7_040]);
    expect(third - second).toBeCloseTo(2 * GAP * 0.98, 6);
    const [last = 0, next = 0] = (await waits(40)).slice(-2);
    expect(next - last).toBeCloseTo(GAP, 6);
  });

  test('makes the space eight times as wide at most', async () => {
    const { clock, waits, refuse } = budgetOfOne();
    for (let count = 0; count < 5; count += 1) {
      clock.pass(1_000);
      await refuse();
    }
    expect(await waits(2)).toEqual([0, 8 * GAP]);
  });

  test('is no new event for what was reserved before the last one, but the key rests for it', async () => {
    const { clock, start, waits, refuse } = budgetOfOne();
    await refuse({ reservedAt: start, backoffMs: 3_000 });
    await refuse({ reservedAt: start, backoffMs: 1_000 });
    clock.pass(10);
    await refuse({ reservedAt: start, backoffMs: 5_000 });
    expect(await waits(2)).toEqual([5_000, 5_000 + 2 * GAP]);
  });

  test('is one for what was reserved since', async () => {
    const { clock, start, waits, refuse } = budgetOfOne();
    await refuse({ reservedAt: start });
    clock.pass(10);
    await refuse({ reservedAt: start + 1 });
    expect(await waits(2)).toEqual([0, 4 * GAP]);
  });

  test('slows its own key down alone', async () => {
    const { waits, refuse } = budgetOfOne();
    await refuse({ keyId: 'other', backoffMs: 5_000 });
    expect(await waits(2)).toEqual([0, GAP]);
  });
});

describe('after a clock that ran ahead and came back', () => {
  test.each([
    ['an hour', 3_600_000, GAP],
    ['a little more than can have been reserved', MOST_AHEAD + 1, GAP],
    ['all that can have been reserved', MOST_AHEAD, MOST_AHEAD],
  ])('by %s (%i ms) the next slot is %i ms away', async (_label, aheadMs, waitMs) => {
    const { clock, waits } = budgetOfOne();
    clock.pass(aheadMs - GAP);
    await waits(1);
    clock.pass(GAP - aheadMs);
    expect(await waits(1)).toEqual([waitMs]);
  });

  test('a slot that is not taken comes closer all the same', async () => {
    const { clock, reserve } = budgetOfOne();
    clock.pass(3_600_000);
    await reserve();
    clock.pass(-3_600_000);
    expect(await reserve({ maxWaitMs: 0 })).toEqual({ fullForMs: GAP });
    clock.pass(GAP);
    expect(await reserve({ maxWaitMs: 0 })).toMatchObject({ waitMs: 0 });
  });

  test.each([
    ['less', 30_000 + 32 * 15_300, 0],
    ['more', 30_000 + 32 * 15_300 + 1, 15_300],
  ])('what was sent by it holds up what somebody waits for where %s is not possible', async (_, aheadMs, earlyMs) => {
    const few = { perMinute: 4, needs: 3 };
    const { clock, reserve, waits } = budgetOfOne();
    clock.pass(aheadMs);
    await waits(1, few);
    clock.pass(-aheadMs);
    expect(await reserve(few)).toMatchObject({ waitMs: 15_300, earlyMs });
  });

  test('a 429 that it has met does not hide the next one', async () => {
    const { clock, waits, refuse } = budgetOfOne();
    clock.pass(3_600_000);
    await refuse();
    clock.pass(-3_600_000);
    await refuse();
    expect(await waits(2)).toEqual([4 * GAP, 8 * GAP]);
  });
});
