import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dateDoubtAnew, doubtEverything } from '../../src/store/doubt.ts';
import { beginIncarnation, endIncarnation } from '../../src/store/incarnations.ts';
import { rememberOmniUsers } from '../../src/store/omni-users.ts';
import { recentUsers } from '../../src/store/recent-users.ts';
import { stalestUser } from '../../src/store/stalest-user.ts';
import { databaseNow, readUserValues, rememberedValues, seeUserValues } from '../../src/store/user-values.ts';
import { listIntentsOf, markInterrupted, openIntent } from '../../src/store/write-intents.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { lockUserValues } from '../support/lock-user-values.ts';
import { moveValues } from '../support/move-values.ts';

const ID = 'id-1';
const intent = () => ({
  id: randomUUID(),
  at: 1,
  requestId: 'request-1',
  clientId: 'client-1',
  action: 'set-user-values',
  jobId: '',
  userName: 'ada@acme.example',
  omniUserId: ID,
  changes: [{ reference: 'region', before: [], after: ['emea'] }],
});
const region = (value: string) => new Map([['region', [value]]]);

describe.each(databases)('on %s', (_, open) => {
  const db = useDatabase(open);
  const known = async () => (await readUserValues(db(), [ID])).get(ID)?.get('region');
  const raw = () => db().query('SELECT omni_user_id, reference, read_at, changed_at, xmin FROM connector.user_values');

  describe('doubting everything', () => {
    test('hides what everybody was seen to hold, and touches no row', async () => {
      for (const id of [ID, 'id-2']) await seeUserValues(db(), id, region('emea'), 50);
      const before = await raw();
      const doubtedAt = await databaseNow(db());
      await doubtEverything(db());
      expect(await raw()).toEqual(before);
      expect(await known()).toMatchObject({ held: undefined, readAt: 0 });
      expect((await known())?.changedAt).toBeGreaterThanOrEqual(doubtedAt);
      expect(await rememberedValues(db(), 'id-2')).toEqual(new Map());
      expect((await lockUserValues(db(), 'id-2', ['region'])).get('region')?.held).toBeUndefined();
    });

    test('reaches values whose time lies ahead, as after a clock was set back', async () => {
      await seeUserValues(db(), ID, region('emea'), (await databaseNow(db())) + 3_600_000);
      await doubtEverything(db());
      expect(await known()).toMatchObject({ held: undefined, readAt: 0 });
    });

    test('leaves alone what is not known, and what is read from then on', async () => {
      await seeUserValues(db(), ID, new Map([['region', undefined]]), 50);
      await doubtEverything(db());
      expect((await known())?.readAt).toBeNull();
      await seeUserValues(db(), ID, region('emea'), (await databaseNow(db())) + 1);
      expect((await known())?.held).toEqual(['emea']);
    });

    test('that a clock has dated ahead before it was set back is dated anew: what is read from then on counts', async () => {
      await seeUserValues(db(), ID, region('emea'), (await databaseNow(db())) + 3_600_000);
      await doubtEverything(db());
      expect(await dateDoubtAnew(db())).toBe(false);
      await db().query('UPDATE connector.doubt SET doubted_at = doubted_at + 7200000');
      await seeUserValues(db(), 'id-2', region('apac'));
      expect(await rememberedValues(db(), 'id-2')).toEqual(new Map());
      expect(await dateDoubtAnew(db())).toBe(true);
      expect([await rememberedValues(db(), ID), await rememberedValues(db(), 'id-2')]).toEqual([new Map(), new Map()]);
      await seeUserValues(db(), 'id-2', region('apac'), (await databaseNow(db())) + 1);
      expect(await rememberedValues(db(), 'id-2')).toEqual(region('apac'));
    });

    test('is not done again where nothing of it lies ahead', async () => {
      await doubtEverything(db());
      await seeUserValues(db(), ID, region('emea'), (await databaseNow(db())) + 1);
      expect(await dateDoubtAnew(db())).toBe(false);
      expect(await rememberedValues(db(), ID)).toEqual(region('emea'));
    });

    describe('of a write that was noted as open, and that a later wish of its value came after', () => {
      const MINUTE = 60_000;

      /** Whether the write puts nothing right any more. */
      async function isOutdated({
        laterMs = 2 * MINUTE,
        seq = 2,
        of = ID,
        reference = 'region',
        isNoted = true,
        isPutBack = false,
      }): Promise<boolean> {
        const now = await databaseNow(db());
        const write = { ...intent(), place: { at: now - 3 * MINUTE, seq: 1 }, lease: { name: 'user:x', fence: 1 } };
        await openIntent(db(), write);
        if (isNoted) await markInterrupted(db(), write.id);
        const wish = { reference, wished: ['apac'], held: ['apac'], sent: true };
        await moveValues(db(), of, { at: now - laterMs, seq }, [wish]);
        await doubtEverything(db(), ...(isPutBack ? [true] : []));
        return (await listIntentsOf(db(), ID))[0]?.outdated ?? false;
      }

      test.each<[string, Parameters<typeof isOutdated>[0], boolean]>([
        ['that one came before any copy could be put back unsaid: it puts nothing right', {}, true],
        ['that one came a moment ago: it is put right', { laterMs: MINUTE / 2 }, false],
        ['… but not where a copy was put back for certain', { laterMs: MINUTE / 2, isPutBack: true }, true],
        ['its writer is still at work', { isNoted: false, isPutBack: true }, false],
        ['that one came before it', { laterMs: 4 * MINUTE }, false],
        ['that one came a minute ago: a copy may be as young', { laterMs: MINUTE }, true],
        ['that one is of the same time, and has a later number', { laterMs: 3 * MINUTE }, true],
        ['that one is its own', { laterMs: 3 * MINUTE, seq: 1 }, false],
        ['that one was of somebody else', { of: 'id-2' }, false],
        ['that one was of another attribute', { reference: 'seats' }, false],
      ])('%s', async (_what, circumstances, isSo) => {
        expect(await isOutdated(circumstances)).toBe(isSo);
      });
    });

    test('can be done again', async () => {
      await doubtEverything(db());
      await seeUserValues(db(), ID, region('emea'), (await databaseNow(db())) + 1);
      await doubtEverything(db());
      expect(await rememberedValues(db(), ID)).toEqual(new Map());
    });

    test('lets the spare time read everybody again, however young', async () => {
      await seeUserValues(db(), ID, region('emea'));
      expect(await stalestUser(db(), 100)).toBeUndefined();
      await doubtEverything(db());
      expect(await stalestUser(db(), 100)).toMatchObject({ omniUserId: ID, isDoubtful: true });
    });
  });

  test('the sample is of those who were read last, by name and with what is remembered', async () => {
    await rememberOmniUsers(
      db(),
      ['a', 'b', 'c'].map((name) => ({ userName: `${name}@acme.example`, omniUserId: name })),
    );
    for (const [at, id] of ['a', 'b', 'c', 'nameless'].entries()) await seeUserValues(db(), id, region('x'), at + 10);
    await seeUserValues(db(), 'c', new Map([['unknown', undefined]]), 99);
    expect(await recentUsers(db(), 2)).toEqual([
      { omniUserId: 'c', userName: 'c@acme.example', references: ['region'] },
      { omniUserId: 'b', userName: 'b@acme.example', references: ['region'] },
    ]);
    await doubtEverything(db());
    expect(await recentUsers(db(), 2)).toEqual([]);
  });

  describe('the marks of starts and stops', () => {
    const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

    test('tell each start how the last one ended', async () => {
      expect(await beginIncarnation(db(), { id: uuid(1), began: 'start' })).toBeUndefined();
      expect(await beginIncarnation(db(), { id: uuid(2), began: 'start' })).toMatchObject({ stoppedAt: null });
      await db().query('UPDATE connector.incarnations SET started_at = started_at - 10 WHERE id = $1', [uuid(1)]);
      await endIncarnation(db(), uuid(2));
      const last = await beginIncarnation(db(), { id: uuid(3), began: 'restored' });
      expect(last?.stoppedAt).toBeGreaterThanOrEqual(last?.startedAt ?? Number.POSITIVE_INFINITY);
    });

    test('are kept for the last hundred', async () => {
      for (let n = 0; n < 103; n += 1) {
        await beginIncarnation(db(), { id: uuid(n), began: 'start' });
        await db().query('UPDATE connector.incarnations SET started_at = $2 WHERE id = $1', [uuid(n), n]);
      }
      const [kept] = await db().query(
        'SELECT count(*)::int AS count, min(started_at) AS first FROM connector.incarnations',
      );
      expect(kept).toEqual({ count: 100, first: 3 });
    });
  });
});
