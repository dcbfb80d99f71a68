import { describe, expect, test } from '@jest/globals';
import { LeaseLost } from '../../src/apply/lease.ts';
import { byReference } from '../../src/push/changes.ts';
import { doubtUserValues } from '../../src/store/user-values.ts';
import { attribute } from '../push/arbitraries.ts';
import { ADA, change, place } from './one-user.ts';
import { useSettling } from './use-settling.ts';
import { userWith } from './use-writing.ts';

const { db, take, values, kept, written, noted, left, audited, comesBy } = useSettling();

const REGION = change('region', ['emea'], ['apac']);

describe('a write that was cut off', () => {
  test('and had its effect takes its place, as what has written: an older wish does not replace it', async () => {
    await written(3, 'region', ['emea']);
    const open = await left(4, [REGION]);
    const { settle, repairs } = await comesBy({ region: 'apac' });
    await settle([open]);
    expect(await kept('region')).toEqual({ seq: 4, wished: ['apac'], held: ['apac'], writtenSeq: 4 });
    expect(repairs).toEqual([]);
  });

  test('and had its effect on a user of whom nothing was known takes its place', async () => {
    const open = await left(4, [REGION]);
    const { settle } = await comesBy({ region: 'apac' });
    await settle([open]);
    expect(await kept('region')).toMatchObject({ seq: 4, wished: ['apac'] });
  });

  test('and had none leaves the order as it is, and what is seen is remembered', async () => {
    await written(3, 'region', ['emea']);
    const open = await left(4, [REGION]);
    await doubtUserValues(db(), ADA.id);
    const { settle, repairs } = await comesBy({ region: 'emea' });
    await settle([open]);
    expect(await kept('region')).toEqual({ seq: 3, wished: ['emea'], held: ['emea'], writtenSeq: 3 });
    expect(repairs).toEqual([]);
  });

  test('does not take back the place of a later wish for the same value', async () => {
    await written(6, 'region', ['apac']);
    const open = await left(4, [REGION]);
    const { settle, repairs } = await comesBy({ region: 'apac' });
    await settle([open]);
    expect(await kept('region')).toMatchObject({ seq: 6, writtenSeq: 6 });
    expect(repairs).toEqual([]);
  });

  test('takes nothing where a look cannot tell a default from its effect', async () => {
    await written(3, 'tier', ['gold']);
    const open = await left(4, [change('tier', [], ['free'])]);
    const { settle } = await comesBy({ tier: 'free' });
    await settle([open]);
    expect(await kept('tier')).toMatchObject({ seq: 3, held: undefined });
  });

  test('takes each of its values that it has changed, and what it has not is remembered as it is', async () => {
    const open = await left(4, [REGION, change('tier', [], ['gold'])]);
    const { settle } = await comesBy({ region: 'apac', tier: 'plus' });
    await settle([open]);
    expect(await kept('region')).toMatchObject({ seq: 4, held: ['apac'] });
    expect(await kept('tier')).toEqual({ seq: 0, wished: undefined, held: ['plus'], writtenSeq: 0 });
  });

  test('and had its effect is what the user holds, also a default, and in the moment of the look', async () => {
    await written(3, 'tier', ['gold']);
    const open = await left(4, [change('tier', ['gold'], ['free'])]);
    const { settle } = await comesBy({ tier: 'free' });
    // A standby has taken over whose clock is behind, so that times stand still.
    await db().query(`SELECT setval('connector.wish_time', connector.now_ms(NULL) + 900)`);
    await settle([open]);
    expect(await kept('tier')).toEqual({ seq: 4, wished: ['free'], held: ['free'], writtenSeq: 4 });
  });

  test('tells nothing of values that it has not named', async () => {
    const open = await left(4, [REGION]);
    const { settle } = await comesBy({ region: 'apac', tier: 'gold' });
    await settle([open]);
    expect([...(await values()).keys()]).toEqual(['region']);
  });

  test('tells nothing where Omni does not show values: they stay in doubt', async () => {
    await written(3, 'region', ['emea']);
    const open = await left(4, [REGION]);
    await doubtUserValues(db(), ADA.id);
    const { settle } = await comesBy(undefined);
    await settle([open]);
    expect((await values()).get('region')).toMatchObject({ place: place(3), readAt: 0 });
  });
});

describe('the look', () => {
  test('tells who comes by whom it has seen, and what is known by then', async () => {
    const open = await left(4, [REGION]);
    const { settle, omni } = await comesBy({ region: 'apac' });
    const settled = await settle([open]);
    expect(omni.asked).toEqual([`read ${ADA.id}`]);
    expect(settled?.user).toEqual(userWith({ region: 'apac' }));
    expect(settled?.known).toEqual(await values());
    expect(settled?.known.get('region')).toMatchObject({ place: place(4) });
  });

  test('is not made again by whoever has just looked', async () => {
    const open = await left(4, [REGION]);
    const seen = userWith({ region: 'apac' }, { displayName: 'Ada' });
    const { settle, omni } = await comesBy({}, { seen });
    expect((await settle([open]))?.user).toBe(seen);
    expect(omni.asked).toEqual([]);
    expect(await kept('region')).toMatchObject({ seq: 4 });
  });

  test('that finds nobody settles nothing: there is nobody left to write to', async () => {
    const open = await left(4, [REGION]);
    const { settle, omni } = await comesBy({});
    omni.state.user = undefined;
    expect(await settle([open])).toBeUndefined();
    expect([await audited(), [...(await values())]]).toEqual([[], []]);
    expect(await noted()).toMatchObject([{ id: open.id, notedForMs: null }]);
  });

  test('is judged by the definitions of now, where who comes by does not know all of them', async () => {
    const opens = [await left(4, [REGION]), await left(5, [change('seats', [], ['1']), change('flag', [], ['x'])])];
    const { settle, omni } = await comesBy({ region: 'apac', flag: 'x' });
    omni.state.attributes = byReference([attribute({ reference: 'flag' })]);
    await settle(opens);
    expect(omni.asked).toContain('definitions, 0 ms old at most');
    expect([(await kept('flag'))?.seq, (await kept('region'))?.seq]).toEqual([5, 4]);
  });

  test('asks for no definitions where who comes by knows all of them', async () => {
    const { settle, omni } = await comesBy({});
    await settle([await left(4, [REGION, change('seats', [], ['1'])])]);
    expect(omni.asked).toEqual([`read ${ADA.id}`]);
  });

  test('takes what has no definition any more for no effect', async () => {
    const open = await left(4, [change('gone', [], ['x'])]);
    const { settle } = await comesBy({ gone: 'x' });
    await settle([open]);
    expect(await kept('gone')).toMatchObject({ seq: 0, wished: undefined });
  });

  test('counts no more where a value was written since: another name of the user has another lease', async () => {
    await written(3, 'region', ['emea']);
    const open = await left(4, [REGION]);
    const { settle } = await comesBy({ region: 'apac' });
    await written(6, 'region', ['other']);
    await expect(settle([open])).rejects.toThrow(LeaseLost);
    expect(await kept('region')).toMatchObject({ seq: 6, held: ['other'] });
    expect(await audited()).toEqual([]);
  });

  test('counts where another value was written since, which no open write has named', async () => {
    const open = await left(4, [REGION]);
    const { settle } = await comesBy({ region: 'apac' });
    await written(6, 'seats', ['9']);
    expect((await settle([open]))?.known.get('seats')).toMatchObject({ place: place(6) });
  });

  test('counts no more where somebody else has the lease', async () => {
    const open = await left(4, [REGION]);
    const { settle, lease } = await comesBy({ region: 'apac' });
    await take(lease);
    await expect(settle([open])).rejects.toThrow(LeaseLost);
    expect([await audited(), [...(await values())]]).toEqual([[], []]);
  });
});
