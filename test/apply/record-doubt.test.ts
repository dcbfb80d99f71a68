import { describe, expect, test } from '@jest/globals';
import { recordDoubt } from '../../src/apply/record-wish.ts';
import type { WishResult } from '../../src/apply/wish.ts';
import { closeIntent } from '../../src/store/write-intents.ts';
import { ADA } from './one-user.ts';
import { REGION, useSent } from './use-sent.ts';

const { db, written, values, kept, audited, noted, sent } = useSent();

describe('of a write of which nobody can tell what became of it', () => {
  test('the note stays, and says so, also where somebody has settled it before it left', async () => {
    const { writing, claimed } = await sent({}, {}, [REGION]);
    expect(await noted()).toMatchObject([{ notedForMs: null }]);
    await closeIntent(db(), writing.wish.id);
    await recordDoubt(writing, claimed);
    expect(await noted()).toMatchObject([{ id: writing.wish.id, changes: [REGION], notedForMs: expect.any(Number) }]);
  });

  test('the values are read again before anybody relies on what is remembered, and only those', async () => {
    await written(4, 'region', ['emea']);
    await written(4, 'tier', ['silver']);
    const { writing, claimed } = await sent({}, {}, [REGION]);
    await recordDoubt(writing, claimed);
    expect(await kept('region')).toMatchObject({ wished: ['emea'], held: undefined });
    expect((await values()).get('region')?.readAt).toBe(0);
    expect(await kept('tier')).toMatchObject({ wished: ['silver'], held: ['silver'] });
  });

  test('the audit log says that it was interrupted', async () => {
    const { writing, claimed } = await sent({}, {}, [REGION]);
    await recordDoubt(writing, claimed);
    expect(await audited()).toMatchObject([
      { userName: ADA.userName, reference: 'region', after: '["apac"]', outcome: 'interrupted' },
    ]);
  });

  test('whoever has asked is told so of every value but those of a later wish', async () => {
    await written(9, 'tier', ['later']);
    const told: WishResult[] = [];
    const { writing, claimed } = await sent({ settle: async (_queries, result) => void told.push(result) }, {}, [
      REGION,
    ]);
    await recordDoubt(writing, claimed);
    const outcomes = new Map([
      ['region', 'interrupted'],
      ['tier', 'superseded'],
    ]);
    expect(told).toEqual([{ changes: [REGION], outcomes, widens: [] }]);
  });

  test('all of that is recorded, or nothing', async () => {
    await written(4, 'region', ['emea']);
    const { writing, claimed } = await sent({ settle: () => Promise.reject(new Error('failed')) }, {}, [REGION]);
    await expect(recordDoubt(writing, claimed)).rejects.toThrow('failed');
    expect(await noted()).toMatchObject([{ notedForMs: null }]);
    expect(await kept('region')).toMatchObject({ held: ['emea'] });
    expect(await audited()).toEqual([]);
  });
});
