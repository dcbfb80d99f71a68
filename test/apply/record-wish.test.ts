import { describe, expect, test } from '@jest/globals';
import { LeaseLost } from '../../src/apply/lease.ts';
import type { Writing } from '../../src/apply/wish.ts';
import { ADA, NOW, place } from './one-user.ts';
import { REGION, TIER, useSent, VERIFIED } from './use-sent.ts';

const { db, written, kept, audited, noted, isHeld, counted, sent } = useSent();

const who = { requestId: 'request-1', clientId: 'flow', action: 'set-user-values', jobId: 'job-1' };

describe('what was written and read back', () => {
  test('takes its place in the order, is remembered, stands in the audit log, and is open no more', async () => {
    const { record } = await sent();
    const result = await record(VERIFIED);
    expect(result).toEqual({ changes: [REGION, TIER], outcomes: new Map(Object.entries(VERIFIED)), widens: [] });
    expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: ['apac'], writtenSeq: 5 });
    expect(await kept('tier')).toEqual({ seq: 5, wished: ['gold'], held: ['gold'], writtenSeq: 5 });
    const entry = { at: NOW, ...who, userName: ADA.userName, omniUserId: ADA.id, outcome: 'verified' };
    expect(await audited()).toEqual([
      { ...entry, reference: 'region', before: '["emea"]', after: '["apac"]' },
      { ...entry, reference: 'tier', before: '[]', after: '["gold"]' },
    ]);
    expect(await noted()).toEqual([]);
    expect([await counted('unverifiedWrites'), await counted('deferredWrites')]).toEqual([0, 0]);
  });

  test('leaves the lease to whoever writes more, and gives it back where that was the last', async () => {
    const first = await sent();
    await first.record(VERIFIED);
    expect(await isHeld()).toBe(true);
    await first.writing.lease.release();
    const last = await sent({ isLast: true, place: place(6) });
    await last.record(VERIFIED);
    expect(await isHeld()).toBe(false);
    await expect(last.writing.lease.ensure(1)).rejects.toBeInstanceOf(LeaseLost);
  });
});

describe('what Omni has accepted', () => {
  test('and does not show has its place all the same, is not remembered, and raises an alarm', async () => {
    const { record } = await sent();
    const { outcomes } = await record({ region: 'not-applied', tier: 'verified' });
    expect(outcomes.get('region')).toBe('not-applied');
    expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: undefined, writtenSeq: 5 });
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['not-applied', 'verified']);
    const told = 'SELECT channel, condition, subject FROM connector.notifications';
    expect(await db().query(told)).toEqual([{ channel: 'slack', condition: 'alarm', subject: 'writes-not-seen' }]);
    expect([await counted('unverifiedWrites'), await counted('deferredWrites')]).toEqual([1, 0]);
  });

  test('and nobody has read back has its place, is not remembered, and raises none', async () => {
    const { record } = await sent();
    await record({ region: 'unverified', tier: 'unverified' });
    expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: undefined, writtenSeq: 5 });
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['unverified', 'unverified']);
    expect(await db().query('SELECT FROM connector.notifications')).toEqual([]);
    expect([await counted('unverifiedWrites'), await counted('deferredWrites')]).toEqual([0, 2]);
  });

  test('and nothing is told of counts as not read back', async () => {
    const { record } = await sent();
    await record({});
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['unverified', 'unverified']);
    expect(await counted('deferredWrites')).toBe(2);
  });

  test('while one of its requests may still be on its way, stays open until it no longer can be', async () => {
    const { wish, record } = await sent();
    await record(VERIFIED, true);
    expect(await kept('region')).toMatchObject({ seq: 5, held: ['apac'] });
    expect(await noted()).toMatchObject([{ id: wish.id, notedForMs: expect.any(Number) }]);
    expect(await audited()).toHaveLength(2);
  });

  test('stays open, too, where an earlier try of it may be on its way', async () => {
    const first = await sent();
    const [earlier] = await noted();
    await first.writing.lease.release();
    const { record } = await sent({ id: first.wish.id }, { earlier });
    await record(VERIFIED);
    expect(await noted()).toMatchObject([{ id: first.wish.id, notedForMs: expect.any(Number) }]);
  });
});

describe('beside what was written', () => {
  test('what was found in place takes its place as found, and is not in the audit log', async () => {
    const { record } = await sent({}, {}, [REGION]);
    const { outcomes, changes } = await record({ region: 'verified' });
    expect([changes, outcomes.get('tier')]).toEqual([[REGION], 'in-place']);
    expect(await kept('tier')).toEqual({ seq: 5, wished: ['gold'], held: ['gold'], writtenSeq: 0 });
    expect(await audited()).toHaveLength(1);
  });

  test('what an earlier try has sent, and is in place, is told as written', async () => {
    const earlier = { changes: [REGION, TIER] } as unknown as NonNullable<Writing['earlier']>;
    const { record } = await sent({}, { earlier }, [REGION]);
    const { changes, outcomes } = await record({ region: 'not-applied' });
    expect([changes, outcomes.get('tier')]).toEqual([[TIER, REGION], 'verified']);
    expect((await audited()).map(({ reference, outcome }) => [reference, outcome])).toEqual([
      ['tier', 'verified'],
      ['region', 'not-applied'],
    ]);
  });

  test('what a later wish has may move meanwhile: that takes nothing from this one', async () => {
    await written(9, 'tier', ['later']);
    const { record } = await sent();
    await written(10, 'tier', ['latest']);
    const { changes, outcomes } = await record({ region: 'verified' });
    expect([changes, outcomes.get('tier')]).toEqual([[REGION], 'superseded']);
    expect(await kept('tier')).toMatchObject({ seq: 10, wished: ['latest'] });
    expect(await kept('region')).toMatchObject({ seq: 5 });
  });
});
