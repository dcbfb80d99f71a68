import { describe, expect, test } from '@jest/globals';
import { budgetOfOne, GAP } from './budget-of-one.ts';

describe('a call that somebody waits for', () => {
  const GAPS = [1, 2, 3].map((after) => after * GAP);

  /** The slots that are taken now, in ms from here on. */
  const take = async ({ clock, reserve }: ReturnType<typeof budgetOfOne>, asked: Parameters<typeof reserve>[0]) => {
    const slot = await reserve(asked);
    return 'more' in slot ? [slot.waitMs, ...slot.more.map((at) => at - clock.now())] : [];
  };

  test('takes up to four slots of an idle key at once', async () => {
    const budget = budgetOfOne();
    expect(await take(budget, { needs: 3 })).toEqual([0, GAP, 2 * GAP]);
    expect(await take(budget, { needs: 9 })).toEqual([3 * GAP]);
    budget.clock.pass(4 * GAP);
    expect(await take(budget, { needs: 9 })).toEqual([0, ...GAPS]);
  });

  test.each([
    { needs: 9, taken: [0, ...GAPS] },
    { needs: 10, taken: [0] },
  ])('takes one where half of the minute is used: 20 were sent, $needs follow', async ({ needs, taken }) => {
    const budget = budgetOfOne();
    await budget.waits(20);
    budget.clock.pass(20 * GAP);
    expect(await take(budget, { needs })).toEqual(taken);
  });

  test('takes one after a 429, and four of a budget of which nothing is counted', async () => {
    const budget = budgetOfOne();
    await budget.refuse();
    expect(await take(budget, { needs: 4 })).toEqual([0]);
    await budget.waits(601, { keyIds: ['large'], perMinute: 601 });
    budget.clock.pass(601 * GAP);
    expect(await take(budget, { keyIds: ['large'], perMinute: 601, needs: 4 })).toHaveLength(4);
  });

  test('gives back what it does not need: its time, and its place in the minute', async () => {
    const budget = budgetOfOne();
    for (let count = 0; count < 25; count += 1) {
      expect(await take(budget, { needs: 4 })).toEqual([0, ...GAPS]);
      const times = GAPS.map((ms) => budget.clock.now() + ms);
      await budget.giveBack({ keyId: 'k', gapMs: GAP, times });
      budget.clock.pass(GAP);
    }
  });

  test('gives back no time where somebody has reserved a slot behind it', async () => {
    const budget = budgetOfOne();
    await take(budget, { needs: 4 });
    await budget.waits(1);
    await budget.giveBack({ keyId: 'k', gapMs: GAP, times: GAPS.map((ms) => budget.start + ms) });
    expect(await budget.waits(1)).toEqual([5 * GAP]);
  });

  test('gives back each place in the minute once, also where another request left at that moment', async () => {
    const budget = budgetOfOne();
    await take(budget, { needs: 4 });
    budget.clock.pass(GAP);
    // It leaves early, when the second slot of the first call would have come.
    expect(await budget.reserve({ needs: 1 })).toMatchObject({ waitMs: 3 * GAP, earlyMs: 3 * GAP });
    await budget.giveBack({ keyId: 'k', gapMs: GAP, times: GAPS.map((ms) => budget.start + ms) });
    budget.clock.pass(4 * GAP);
    // Two were sent, and 28 follow.
    expect(await take(budget, { needs: 28 })).toEqual([0]);
  });
});
