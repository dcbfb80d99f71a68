import { describe, expect, test } from '@jest/globals';
import { claimWish } from '../../src/apply/claim-wish.ts';
import { LeaseLost } from '../../src/apply/lease.ts';
import type { Wish } from '../../src/apply/wish.ts';
import { place } from './one-user.ts';
import { useWriting, wishFor } from './use-writing.ts';

const { db, take, isHeld, values, kept, written, placed, noted, audited, writing } = useWriting();

const WISH = { region: ['emea'], seats: ['1'] };
const SEEN = new Map(Object.entries(WISH));

/** All that the wish asks for was found in place, and was written before, by another one. */
async function found(more: Partial<Wish> = {}) {
  await written(3, 'region', ['emea']);
  await written(4, 'seats', ['1']);
  return await writing(wishFor(WISH, more));
}

describe('a wish whose values were seen in place', () => {
  test.each<[string, Partial<Wish>]>([
    ['which is the last thing under the lease', { isLast: true }],
    ['with more to come', {}],
    ['of which more is asked', { isLast: true, stillAsked: async () => undefined }],
    ['with more to record', { isLast: true, settle: async () => undefined }],
  ])('%s, takes its place: an older one does not replace them', async (_what, more) => {
    const { writing: one, lease, statements } = await found(more);
    const { changes, outcomes, sentBefore } = await claimWish(one, [], SEEN);
    const isLast = more.isLast === true;
    expect(Object.fromEntries(outcomes)).toEqual({ region: 'in-place', seats: 'in-place' });
    expect([changes, sentBefore, await noted(), await audited()]).toEqual([[], [], [], []]);
    expect(await kept('region')).toEqual({ seq: 5, wished: ['emea'], held: ['emea'], writtenSeq: 3 });
    expect(await kept('seats')).toEqual({ seq: 5, wished: ['1'], held: ['1'], writtenSeq: 4 });
    // Who is next does not wait until this one has answered.
    expect(await isHeld()).toBe(!isLast);
    // One statement where there is nothing else to do.
    expect(statements().length).toBe(isLast && !more.settle && !more.stillAsked ? 1 : 4);
    if (isLast) await expect(lease.ensure(1)).rejects.toThrow(LeaseLost);
    else await expect(lease.ensure(1)).resolves.toBeUndefined();
  });

  test('is told to whoever records its outcome, with nothing written', async () => {
    const told: unknown[] = [];
    const { writing: one } = await found({ settle: async (_queries, result) => void told.push(result) });
    const { outcomes } = await claimWish(one, [], SEEN);
    expect(told).toEqual([{ changes: [], outcomes, widens: [] }]);
  });

  test('takes the place of values of which nothing was known, and gives the lease back', async () => {
    await written(4, 'seats', ['1']);
    const { writing: one, statements } = await writing(wishFor(WISH, { isLast: true }));
    await claimWish(one, [], SEEN);
    // One statement would not do, and is not tried.
    expect(statements()).toHaveLength(4);
    expect(await kept('region')).toEqual({ seq: 5, wished: ['emea'], held: ['emea'], writtenSeq: 0 });
    expect((await kept('seats'))?.seq).toBe(5);
    expect(await isHeld()).toBe(false);
  });

  test('remembers what was seen, and that it could not be told', async () => {
    const { writing: one } = await found({ isLast: true });
    await claimWish(one, [], new Map([['region', ['EMEA']]]));
    expect(await kept('region')).toMatchObject({ seq: 5, held: ['EMEA'] });
    expect((await values()).get('seats')).toMatchObject({ place: place(5), held: undefined, readAt: 0 });
  });

  test.each([true, false])('leaves what a later wish has, and takes the rest (known before: %s)', async (isKnown) => {
    await written(3, 'region', ['emea']);
    await written(4, 'seats', ['1']);
    if (isKnown) await placed(6, 'region', ['emea']);
    const { writing: one } = await writing(wishFor(WISH, { isLast: true }));
    if (!isKnown) await placed(6, 'region', ['emea']);
    const { outcomes } = await claimWish(one, [], SEEN);
    expect(Object.fromEntries(outcomes)).toEqual({ region: 'superseded', seats: 'in-place' });
    expect([(await kept('region'))?.seq, (await kept('seats'))?.seq]).toEqual([6, 5]);
    expect(await isHeld()).toBe(false);
  });

  test('all of which later wishes have takes nothing, and gives the lease back', async () => {
    await placed(6, 'region', ['emea']);
    await placed(7, 'seats', ['1']);
    const { writing: one, statements } = await writing(wishFor(WISH, { isLast: true }));
    const { outcomes } = await claimWish(one, [], SEEN);
    expect([...outcomes.values()]).toEqual(['superseded', 'superseded']);
    expect([(await kept('region'))?.seq, (await kept('seats'))?.seq]).toEqual([6, 7]);
    expect(await isHeld()).toBe(false);
    expect(statements()).toHaveLength(3);
  });

  test.each([true, false])('is given up where one was written since they were seen (last: %s)', async (isLast) => {
    const { writing: one } = await found({ isLast });
    await written(4, 'region', ['other']);
    await expect(claimWish(one, [], SEEN)).rejects.toThrow(LeaseLost);
    expect(await kept('region')).toMatchObject({ seq: 4, held: ['other'] });
    expect(await isHeld()).toBe(true);
  });

  test.each([true, false])('is given up where somebody else has the lease (last: %s)', async (isLast) => {
    const { writing: one, lease } = await found({ isLast });
    await take(lease);
    await expect(claimWish(one, [], SEEN)).rejects.toThrow(LeaseLost);
    expect((await kept('region'))?.seq).toBe(3);
    expect(await isHeld()).toBe(true);
  });
});

describe('a wish whose values are in place by an earlier look', () => {
  test('moves the order alone: what was seen later of what they hold stays, and looks of others stay good', async () => {
    const { writing: one } = await found();
    const before = (await values()).get('region');
    await claimWish(one, [], undefined);
    expect((await values()).get('region')).toEqual({ ...before, place: place(5) });
  });

  test('gives the lease back where it is the last thing under it', async () => {
    const { writing: one, lease } = await found({ isLast: true });
    await claimWish(one, [], undefined);
    expect((await kept('seats'))?.seq).toBe(5);
    expect(await isHeld()).toBe(false);
    await expect(lease.ensure(1)).rejects.toThrow(LeaseLost);
  });
});

test('no value of another user takes the place', async () => {
  await db().query(`INSERT INTO connector.user_values (omni_user_id, reference) VALUES ('id-2', 'region')`);
  const { writing: one } = await found({ isLast: true });
  await claimWish(one, [], SEEN);
  const others = `SELECT FROM connector.user_values WHERE omni_user_id = 'id-2' AND place_seq > 0`;
  expect(await db().query(others)).toEqual([]);
});
