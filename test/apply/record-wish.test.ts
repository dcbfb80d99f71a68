import { describe, expect, test } from '@jest/globals';
import { claimWish } from '../../src/apply/claim-wish.ts';
import { LeaseLost } from '../../src/apply/lease.ts';
import type { ChangeOutcome } from '../../src/apply/read-back.ts';
import { recordWish } from '../../src/apply/record-wish.ts';
import type { Wish, WishResult, Writing } from '../../src/apply/wish.ts';
import type { Database } from '../../src/store/database.ts';
import { clearLeases } from '../../src/store/leases.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { closeIntent } from '../../src/store/write-intents.ts';
import { auditEntry } from '../store/audit-entries.ts';
import { ADA } from './one-user-omni.ts';
import { NOW, OWN, place, useWriter } from './use-writer.ts';

const { db, context, hold, wishFor, written, placed, known, kept, audited, noted, isHeld, counted } = useWriter();

const REGION = { reference: 'region', before: ['emea'], after: ['apac'] };
const TIER = { reference: 'tier', before: [], after: ['gold'] };
const BOTH = { region: ['apac'], tier: ['gold'] };

/** A write that was claimed and has left: both values, or what is told. */
async function sent(more: Partial<Wish> = {}, other: Partial<Writing> = {}, changes = [REGION, TIER]) {
  const wish = wishFor(BOTH, more);
  const writing: Writing = {
    context: context(),
    lease: await hold(),
    wish,
    known: await known(),
    earlier: undefined,
    ...other,
  };
  const seen = new Map([['region', ['emea']], ['tier', changes.includes(TIER) ? [] : ['gold']]]);
  const claimed = await claimWish(writing, changes, seen);
  /** @param outcomes what was read back */
  const record = (outcomes: Record<string, ChangeOutcome>, mayComeLate = false): Promise<WishResult> =>
    recordWish(writing, claimed, { outcomes: new Map(Object.entries(outcomes)), mayComeLate }, seen);
  return { wish, writing, record };
}

const VERIFIED = { region: 'verified', tier: 'verified' } as const;
const who = { requestId: 'request-1', clientId: 'flow', action: 'set-user-values', jobId: 'job-1' };

describe('what was written and read back', () => {
  test('takes its place in the order, is remembered, stands in the audit log, and is open no more', async () => {
    const { record } = await sent();
    const result = await record(VERIFIED);
    expect(result).toEqual({ changes: [REGION, TIER], outcomes: new Map(Object.entries(VERIFIED)), widens: [] });
    expect(await kept('region')).toEqual({ place: OWN, wished: ['apac'], held: ['apac'], writtenSeq: 5 });
    expect(await kept('tier')).toEqual({ place: OWN, wished: ['gold'], held: ['gold'], writtenSeq: 5 });
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
    expect(await kept('region')).toEqual({ place: OWN, wished: ['apac'], held: undefined, writtenSeq: 5 });
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['not-applied', 'verified']);
    const told = 'SELECT channel, condition, subject FROM connector.notifications';
    expect(await db().query(told)).toEqual([{ channel: 'slack', condition: 'alarm', subject: 'writes-not-seen' }]);
    expect([await counted('unverifiedWrites'), await counted('deferredWrites')]).toEqual([1, 0]);
  });

  test('and nobody has read back has its place, is not remembered, and raises none', async () => {
    const { record } = await sent();
    await record({ region: 'unverified', tier: 'unverified' });
    expect(await kept('region')).toEqual({ place: OWN, wished: ['apac'], held: undefined, writtenSeq: 5 });
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
    expect(await kept('region')).toMatchObject({ place: OWN, held: ['apac'] });
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
    expect(await kept('tier')).toEqual({ place: OWN, wished: ['gold'], held: ['gold'], writtenSeq: 0 });
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
    expect(await kept('tier')).toMatchObject({ place: place(10), wished: ['latest'] });
    expect(await kept('region')).toMatchObject({ place: OWN });
  });
});

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

  test('where a later wish has found what was there before meanwhile, by a list that is older', async () => {
    const { record } = await sent();
    await placed(9, 'region', ['emea']);
    await expect(record(VERIFIED)).rejects.toBeInstanceOf(LeaseLost);
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
    const { record } = await sent({
      isLast: true,
      settle: async () => {
        throw new Error('failed');
      },
    });
    await expect(record(VERIFIED)).rejects.toThrow('failed');
    await nothingIsRecorded();
    expect([await noted(), await isHeld()]).toMatchObject([[{}], true]);
  });
});

describe('what belongs to the record', () => {
  /** Whether nobody has locked the end of the audit log. */
  const isEndFree = (database: Database) =>
    database.query('SELECT FROM connector.audit_head FOR UPDATE NOWAIT').then(
      () => true,
      () => false,
    );

  test('is told what is recorded, and is recorded with it', async () => {
    const told: WishResult[] = [];
    const { record } = await sent({
      settle: async (queries, result) => {
        told.push(result);
        await appendAudit(queries, [auditEntry({ requestId: 'its own' })]);
      },
    });
    expect(told).toEqual([]);
    const result = await record(VERIFIED);
    expect(told).toEqual([result]);
    expect((await audited()).map(({ requestId }) => requestId)).toEqual(['its own', 'request-1', 'request-1']);
    expect(await verifyAudit(db())).toMatchObject({ ok: true });
  });

  test('locks the end of the audit log for nobody who waits for what it locks itself', async () => {
    const free: boolean[] = [];
    const { record } = await sent({
      settle: async () => {
        free.push(await isEndFree(db()));
      },
    });
    await record(VERIFIED);
    expect(free).toEqual([true]);
  });

  test('is an alarm, too', async () => {
    const free: boolean[] = [];
    const { writing, record } = await sent();
    const { database } = writing.context;
    const watched: Database = {
      ...database,
      transaction: (work) =>
        database.transaction((queries) =>
          work({
            ...queries,
            query: async (sql, parameters) => {
              if (sql.includes('connector.notifications')) free.push(await isEndFree(db()));
              return await queries.query(sql, parameters);
            },
          }),
        ),
    };
    Object.assign(writing.context, { database: watched });
    await record({ region: 'not-applied' });
    expect(free).toEqual([true]);
  });

  test('costs no statement where there is nothing of it', async () => {
    const { writing, record } = await sent();
    const { database } = writing.context;
    const asked: string[] = [];
    const watched: Database = {
      ...database,
      transaction: (work) =>
        database.transaction((queries) =>
          work({
            ...queries,
            query: (sql, parameters) => {
              asked.push(sql);
              return queries.query(sql, parameters);
            },
          }),
        ),
    };
    Object.assign(writing.context, { database: watched });
    await record(VERIFIED);
    // The values, the note, the lease and the end of the audit log by one, and the entries by another.
    expect(asked).toHaveLength(2);
  });
});
