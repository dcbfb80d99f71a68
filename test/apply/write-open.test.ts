import { describe, expect, test } from '@jest/globals';
import type { Wish } from '../../src/apply/wish.ts';
import { writeWish } from '../../src/apply/write-wish.ts';
import type { Change } from '../../src/push/changes.ts';
import { clearLeases } from '../../src/store/leases.ts';
import { knowFilter } from './know-filter.ts';
import { ADA, OWN, place } from './one-user.ts';
import { useWriter } from './use-writer.ts';

const { db, omni, context, hold, wishFor, written, kept, audited, noted } = useWriter();

async function write(wish: Wish) {
  const lease = await hold();
  return await writeWish(context(), lease, wish);
}

/** A write is cut off when it has left. @param isDone whether Omni does it all the same */
async function cutOff(wish: Wish, isDone: boolean): Promise<void> {
  omni().onPatch = (_patch, done) => {
    if (isDone) done();
    throw new Error('cut off');
  };
  await expect(write(wish)).rejects.toThrow('cut off');
  omni().onPatch = undefined;
  await clearLeases(db());
  omni().patches.length = 0;
  omni().reads = 0;
}
const change = (before: string[], after: string[]): Change => ({ reference: 'region', before, after });

describe('where a write of somebody else was cut off', () => {
  test('one look tells what it has done, and what is left to write', async () => {
    omni().values.region = 'emea';
    await cutOff(wishFor({ region: ['amer'] }, { place: place(4) }), true);
    const { changes } = await write(wishFor({ region: ['apac'] }, { verify: false }));
    expect([omni().reads, omni().patches]).toEqual([1, [{ region: 'apac' }]]);
    expect(changes).toEqual([change(['amer'], ['apac'])]);
    expect((await audited()).map(({ after, outcome }) => [after, outcome])).toEqual([
      ['["amer"]', 'interrupted'],
      ['["apac"]', 'unverified'],
    ]);
  });

  test('that look is the one under which the user was found, where there is one', async () => {
    omni().values.region = 'emea';
    await cutOff(wishFor({ region: ['amer'] }, { place: place(4) }), false);
    const { outcomes } = await write(wishFor({ region: ['emea'] }, { seen: omni().look() }));
    expect([omni().reads, omni().patches, outcomes.get('region')]).toEqual([0, [], 'in-place']);
  });

  test('a plan is not gone by, since that write may have come after it', async () => {
    await cutOff(wishFor({ region: ['amer'] }, { place: place(4) }), false);
    const planned = { changes: [change(['emea'], ['apac'])], lookAt: 1 };
    omni().values.region = 'apac';
    await write(wishFor({ region: ['apac'] }, { planned }));
    expect([omni().reads, omni().patches]).toEqual([1, []]);
  });

  test('and it was of a later wish, its value stays', async () => {
    await cutOff(wishFor({ region: ['amer'] }, { place: place(9) }), true);
    const { outcomes } = await write(wishFor({ region: ['apac'] }));
    expect([omni().patches, outcomes.get('region')]).toEqual([[], 'superseded']);
    expect(await kept('region')).toMatchObject({ seq: 9, wished: ['amer'], held: ['amer'] });
  });

  test('nothing is sent to a user whom Omni no longer has', async () => {
    await cutOff(wishFor({ region: ['amer'] }, { place: place(4) }), true);
    omni().user = undefined;
    const refused = { code: 'USER_NOT_FOUND', facts: { userName: ADA.userName } };
    await expect(write(wishFor({ region: ['apac'] }))).rejects.toMatchObject(refused);
    expect(omni().patches).toEqual([]);
  });
});

describe('a write that was cut off and is tried again', () => {
  test('is told as written where it has had its effect, and is not sent again', async () => {
    omni().values.region = 'emea';
    const wish = wishFor({ region: ['apac'] });
    await cutOff(wish, true);
    const { changes, outcomes } = await write(wish);
    expect([omni().patches, changes]).toEqual([[], [change(['emea'], ['apac'])]]);
    expect(outcomes.get('region')).toBe('verified');
    expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: ['apac'], writtenSeq: 5 });
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['verified']);
  });

  test('is sent again where it has had none, and stays open: the first request may still come', async () => {
    omni().values.region = 'emea';
    const wish = wishFor({ region: ['apac'] });
    await cutOff(wish, false);
    const { outcomes } = await write(wish);
    expect([omni().patches, outcomes.get('region')]).toEqual([[{ region: 'apac' }], 'verified']);
    expect(await noted()).toMatchObject([{ id: wish.id, notedForMs: expect.any(Number) }]);
  });

  test('looks, whatever was planned', async () => {
    omni().values.region = 'emea';
    const lookAt = 1;
    const wish = wishFor({ region: ['apac'] }, { planned: { changes: [change(['emea'], ['apac'])], lookAt } });
    await cutOff(wish, true);
    await write(wish);
    expect([omni().reads, omni().patches]).toEqual([1, []]);
  });

  test('is told apart from those of others that were cut off before and after it', async () => {
    omni().values.region = 'emea';
    await cutOff(wishFor({ tier: ['silver'] }, { place: place(3) }), false);
    const wish = wishFor({ region: ['apac'] });
    await cutOff(wish, true);
    await cutOff(wishFor({ tier: ['gold'] }, { place: place(6) }), false);
    const { changes, outcomes } = await write(wish);
    expect([changes, outcomes.get('region')]).toEqual([[change(['emea'], ['apac'])], 'verified']);
    expect((await noted()).map(({ id }) => id)).toContain(wish.id);
  });
});

describe('a write that opens more than the rows that bear its value, was cut off and has had its effect', () => {
  const reason = expect.stringContaining('orders.region');

  test('is told so when it is tried again, in the audit log, too', async () => {
    await knowFilter(db(), 'region', 'everything');
    const wish = wishFor({ region: ['everything'] });
    await cutOff(wish, true);
    expect((await write(wish)).widens).toEqual([{ reference: 'region', reason }]);
    expect(await audited()).toMatchObject([{ outcome: 'verified', widens: reason }]);
  });

  test('is told so, too, where somebody has settled it by now', async () => {
    await knowFilter(db(), 'region', 'everything');
    const planned = { changes: [change([], ['everything'])], lookAt: 1 };
    const wish = wishFor({ region: ['everything'] }, { planned });
    omni().values.region = 'everything';
    await written(OWN.seq, 'region', ['everything']);
    expect((await write(wish)).widens).toEqual([{ reference: 'region', reason }]);
    expect(await audited()).toMatchObject([{ outcome: 'verified', widens: reason }]);
  });

  test('is audited so, too, by whoever else settles it', async () => {
    await knowFilter(db(), 'region', 'everything');
    await cutOff(wishFor({ region: ['everything'], tier: ['gold'] }, { place: place(4) }), true);
    await write(wishFor({ tier: ['silver'] }));
    expect((await audited()).map(({ reference, outcome, widens }) => ({ reference, outcome, widens }))).toEqual([
      { reference: 'region', outcome: 'interrupted', widens: reason },
      { reference: 'tier', outcome: 'interrupted', widens: undefined },
      { reference: 'tier', outcome: 'verified', widens: undefined },
    ]);
  });
});
