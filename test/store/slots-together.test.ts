import { describe, expect, test } from '@jest/globals';
import { giveBack, reserveSlot, slowDown } from '../../src/store/key-slots.ts';
import { databases, useDatabase } from '../support/databases.ts';

const GAP = 1_020;
const ask = { keyIds: ['k'], gapMs: GAP, perMinute: 60, maxWaitMs: 1e6 };

describe.each(databases)('slots that are taken together of the request budget on %s', (_, open) => {
  const db = useDatabase(open);

  /** The slots that are taken at a moment, in gaps from it. */
  const take = async (needs: number, now: number, more: object = {}) => {
    const slot = await reserveSlot(db(), { ...ask, needs, now, ...more });
    if (!('more' in slot)) return [];
    return [slot.waitMs, ...slot.more.map((at) => at - now)].map((ms) => ms / GAP);
  };

  test('a call that somebody waits for takes up to four slots of an idle key at once', async () => {
    expect(await take(3, 0)).toEqual([0, 1, 2]);
    expect(await take(9, 0)).toEqual([3]);
    expect(await take(9, 10 * GAP)).toEqual([0, 1, 2, 3]);
    expect(await take(1, 20 * GAP)).toEqual([0]);
    expect(await take(0, 30 * GAP)).toEqual([0]);
  });

  test.each([
    { needs: 9, taken: [0, 1, 2, 3] },
    { needs: 10, taken: [0] },
  ])('and one where half of the minute is used: 20 were sent, $needs follow', async ({ needs, taken }) => {
    const now = 200_000;
    for (let i = 0; i < 20; i += 1) await take(0, now);
    expect(await take(needs, now + 20 * GAP)).toEqual(taken);
  });

  test('of a budget of thousands a minute, too, whose times are not kept', async () => {
    const gapMs = 10;
    for (let i = 0; i < 100; i += 1) await take(1, i * gapMs, { perMinute: 6_000, gapMs });
    expect(await take(4, 100 * gapMs, { perMinute: 6_000, gapMs })).toMatchObject({ length: 4 });
  });

  test('what was not used of them is given back, and the minute has its room again', async () => {
    for (let i = 0; i < 25; i += 1) {
      expect(await take(4, i * GAP)).toEqual([0, 1, 2, 3]);
      await giveBack(db(), { keyId: 'k', gapMs: GAP, times: [1, 2, 3].map((after) => (i + after) * GAP) });
    }
  });

  test('what is given back after a 429 does not end the rest of the key', async () => {
    expect(await take(4, 0)).toEqual([0, 1, 2, 3]);
    await slowDown(db(), { keyId: 'k', reservedAt: 0, backoffMs: 2 * GAP, now: 100 });
    await giveBack(db(), { keyId: 'k', gapMs: GAP, times: [1, 2, 3].map((after) => after * GAP) });
    expect(await take(1, 2 * GAP)).toEqual([2]);
  });

  test('where somebody has reserved one behind them, their minute has room again and their time is lost', async () => {
    expect(await take(4, 0)).toEqual([0, 1, 2, 3]);
    for (let i = 4; i < 25; i += 1) expect(await take(0, 0)).toEqual([i]);
    await giveBack(db(), { keyId: 'k', gapMs: GAP, times: [1, 2, 3].map((after) => after * GAP) });
    // 22 of 60 are used.
    expect(await take(7, 25 * GAP)).toEqual([0, 1, 2, 3]);
    await giveBack(db(), { keyId: 'k', gapMs: GAP, times: [26, 27, 28].map((after) => after * GAP) });
    expect(await take(7, 26 * GAP)).toEqual([0]);
  });
});
