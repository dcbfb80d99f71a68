import { describe, expect, test } from '@jest/globals';
import { LeaseLost } from '../../src/apply/lease.ts';
import { clearLeases } from '../../src/store/leases.ts';
import { closeIntent } from '../../src/store/write-intents.ts';
import { REGION, useSent, VERIFIED } from './use-sent.ts';

const { db, written, placed, kept, audited, noted, isHeld, counted, sent } = useSent();

describe('nothing is recorded, and the write stays open', () => {
  const nothingIsRecorded = async () => {
    expect(await audited()).toEqual([]);
    expect((await kept('region'))?.writtenSeq ?? 0).not.toBe(5);
    expect(await counted('deferredWrites')).toBe(0);
  };

  test('where somebody else has had the lease meanwhile', async () => {
    const { record } = await sent();
    await clearLeases(db());
    await expect(record(VERIFIED)).rejects.toBeInstanceOf(LeaseLost);
    await nothingIsRecorded();
    expect(await noted()).toHaveLength(1);
  });

  test.each([
    ['a later', 9],
    ['an earlier', 4],
  ])('where %s wish was written meanwhile, under another name of the user', async (_which, seq) => {
    const { record } = await sent();
    await written(seq, 'region', ['other']);
    await expect(record(VERIFIED)).rejects.toBeInstanceOf(LeaseLost);
    await nothingIsRecorded();
    expect(await kept('tier')).toMatchObject({ wished: undefined });
    expect(await noted()).toHaveLength(1);
  });

  test.each([
    ['', false],
    [', and a request of this one may still come', true],
  ])('where a later wish has found what was there before, by an older list%s', async (_also, mayComeLate) => {
    const { record } = await sent();
    await placed(9, 'region', ['emea']);
    await expect(record(VERIFIED, mayComeLate)).rejects.toBeInstanceOf(LeaseLost);
    expect([await audited(), await kept('region')]).toMatchObject([[], { wished: ['emea'], writtenSeq: 0 }]);
    expect(await noted()).toHaveLength(1);
  });

  test('where what was found in place has moved meanwhile', async () => {
    const { record } = await sent({}, {}, [REGION]);
    await written(4, 'tier', ['other']);
    await expect(record({ region: 'verified' })).rejects.toBeInstanceOf(LeaseLost);
    await nothingIsRecorded();
  });

  test('where somebody else has settled the write meanwhile', async () => {
    const { wish, record } = await sent();
    await closeIntent(db(), wish.id);
    await expect(record(VERIFIED)).rejects.toBeInstanceOf(LeaseLost);
    await nothingIsRecorded();
  });

  test('where what belongs to the record fails', async () => {
    const { record } = await sent({ isLast: true, settle: () => Promise.reject(new Error('failed')) });
    await expect(record(VERIFIED)).rejects.toThrow('failed');
    await nothingIsRecorded();
    expect([await noted(), await isHeld()]).toMatchObject([[{}], true]);
  });
});
