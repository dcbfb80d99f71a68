import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { noteAbandonedIntents } from '../../src/apply/recover-intents.ts';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import type { Place } from '../../src/push/place.ts';
import type { Database, Queries } from '../../src/store/database.ts';
import { claimValues, holdValues, placeValues, recordValues } from '../../src/store/held-values.ts';
import { acquireLease, type LeaseRenewal, releaseLease, userLease } from '../../src/store/leases.ts';
import { recallOmniUser } from '../../src/store/omni-users.ts';
import { lockValuesOfUsers, placeUserValues } from '../../src/store/placed-values.ts';
import { purgeExpired } from '../../src/store/purge.ts';
import { recallUser } from '../../src/store/recall-user.ts';
import { acceptCall } from '../../src/store/take-place.ts';
import { forgetUser, seeUserValues, valuesOfUser } from '../../src/store/user-values.ts';
import { type FencedIntent, listIntentsOf } from '../../src/store/write-intents.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { until } from '../support/until.ts';

const ID = 'id-1';
const NAME = 'Ada@acme.example';
const at = (seq: number) => ({ at: 1_000, seq });
const moved = (value: string, reference = 'region') => ({ reference, wished: [value], held: [value], sent: true });
const references = ['region', 'seats'];
const lease = { name: userLease(NAME), leaseMs: 60_000 };

/** Whoever waits for a lock of the database. */
const WAITING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

const intentOf = (held: LeaseRenewal): FencedIntent => ({
  id: randomUUID(),
  at: 1,
  requestId: 'request-1',
  clientId: 'client-1',
  action: 'set-user-values',
  userName: NAME,
  omniUserId: ID,
  changes: [{ reference: 'region', before: [], after: ['emea', 'a\0"b'] }],
  lease: held,
  place: at(9),
});

describe.each(databases)('values that are held on %s', (_, open) => {
  const db = useDatabase(open);
  // Of somebody else: nothing of it may count.
  beforeEach(() => moveValues(db(), 'id-2', at(30), [moved('latam'), moved('9', 'seats')]));

  async function taken(): Promise<LeaseRenewal> {
    const held = await acquireLease(db(), { ...lease, owner: randomUUID() });
    if (!held) throw new Error('somebody holds the lease');
    return { ...held, leaseMs: lease.leaseMs };
  }
  /** Somebody else has taken the lease since. */
  async function lost(): Promise<LeaseRenewal> {
    const held = await taken();
    await releaseLease(db(), held);
    await taken();
    return held;
  }
  const isFree = async (): Promise<boolean> =>
    (await db().query('SELECT FROM connector.leases WHERE name = $1', [lease.name])).length === 0;
  const wanted = (held: LeaseRenewal) => ({ lease: held, omniUserId: ID, references });

  async function claimed() {
    const held = await taken();
    const intent = intentOf(held);
    const known = await valuesOfUser(db(), ID);
    const claim = await claimValues(db(), wanted(held), intent, known);
    return { held, intent, claim };
  }

  test('are locked and told, those of which nothing was known as well', async () => {
    await moveValues(db(), ID, at(7), [moved('emea')]);
    const values = await holdValues(db(), wanted(await taken()));
    expect([...(values ?? [])].map(([reference, { held }]) => [reference, held])).toEqual(
      expect.arrayContaining([
        ['region', ['emea']],
        ['seats', undefined],
      ]),
    );
  });

  test('are nobody’s without the lease: nothing is locked, noted or recorded', async () => {
    await moveValues(db(), ID, at(7), [moved('emea')]);
    const before = await valuesOfUser(db(), ID);
    const held = await lost();
    const intent = intentOf(held);
    const written = { ...wanted(held), place: at(9), moved: [moved('apac')], intentId: intent.id };
    expect(await holdValues(db(), wanted(held))).toBeUndefined();
    expect(await claimValues(db(), wanted(held), intent, before)).toBeUndefined();
    expect(await recordValues(db(), written, false)).toBeUndefined();
    expect(await recordValues(db(), written, true)).toBeUndefined();
    expect(await valuesOfUser(db(), ID)).toEqual(before);
    expect(await listIntentsOf(db(), ID)).toEqual([]);
    expect(await isFree()).toBe(false);
  });

  test('keep the lease of who is not done', async () => {
    await holdValues(db(), wanted(await taken()));
    expect(await isFree()).toBe(false);
  });

  test('are none where none is asked for, and the lease is held all the same', async () => {
    expect(await holdValues(db(), { ...wanted(await taken()), references: [] })).toEqual(new Map());
  });

  test('give the lease back with the transaction of who is done', async () => {
    await holdValues(db(), wanted(await taken()), true);
    expect(await isFree()).toBe(true);
  });

  describe('a claim', () => {
    test('notes the write where everything is as it was known', async () => {
      await moveValues(db(), ID, at(7), [moved('emea')]);
      const { intent, claim } = await claimed();
      expect(claim).toMatchObject({ isNoted: true });
      expect(await listIntentsOf(db(), ID)).toMatchObject([
        { id: intent.id, jobId: '', changes: intent.changes, place: at(9) },
      ]);
    });

    test('keeps its rows until it is recorded, also those of which nothing is known', async () => {
      const { held, intent } = await claimed();
      await purgeExpired(db(), DEFAULT_RETENTION);
      const written = { ...wanted(held), place: at(9), moved: [moved('apac')], intentId: intent.id };
      expect(await recordValues(db(), written, false)).toMatchObject({ moved: 1, isClosed: true });
    });

    test.each<[string, (queries: ReturnType<typeof db>) => Promise<unknown>, Place?]>([
      ['was moved', (queries: ReturnType<typeof db>) => moveValues(queries, ID, at(8), [moved('other')])],
      [
        'was found in place by a later wish, which moves nothing but the place',
        async (queries: ReturnType<typeof db>) => {
          await lockValuesOfUsers(queries, [{ omniUserId: ID, reference: 'region' }]);
          await placeUserValues(queries, [{ omniUserId: ID, reference: 'region', wished: ['emea'], place: at(8) }]);
        },
      ],
      [
        'was found in place by a wish of another time',
        async (queries: ReturnType<typeof db>) => {
          const place = { at: 2_000, seq: 7 };
          await placeUserValues(queries, [{ omniUserId: ID, reference: 'region', wished: ['emea'], place }]);
        },
        { at: 2_000, seq: 7 },
      ],
      [
        'was seen to be another one',
        async (queries: ReturnType<typeof db>) => {
          await queries.query('UPDATE connector.user_values SET read_at = 1');
          await seeUserValues(queries, ID, new Map([['region', ['seen']]]));
        },
        at(7),
      ],
      [
        'was dated back',
        (queries: ReturnType<typeof db>) =>
          queries.query('UPDATE connector.user_values SET place_at = 500 WHERE omni_user_id = $1', [ID]),
        { at: 500, seq: 7 },
      ],
      ['is there now', (queries: ReturnType<typeof db>) => moveValues(queries, ID, at(8), [moved('5', 'seats')])],
    ])('notes nothing where a value %s, and tells what is so', async (_what, meanwhile, place = at(8)) => {
      await moveValues(db(), ID, at(7), [moved('emea')]);
      const known = await valuesOfUser(db(), ID);
      await meanwhile(db());
      const held = await taken();
      const claim = await claimValues(db(), wanted(held), intentOf(held), known);
      expect(claim).toMatchObject({ isNoted: false });
      expect([...(claim?.values.values() ?? [])].map((value) => value.place)).toContainEqual(place);
      expect(await listIntentsOf(db(), ID)).toEqual([]);
    });
  });

  test('a claim notes nothing where a value that was only seen is forgotten meanwhile', async () => {
    await seeUserValues(db(), ID, new Map([['region', ['emea']]]));
    const known = await valuesOfUser(db(), ID);
    await forgetUser(db(), ID);
    const held = await taken();
    expect(await claimValues(db(), wanted(held), intentOf(held), known)).toMatchObject({ isNoted: false });
  });

  test('a claim notes the write where a value of which nothing was known is only seen meanwhile', async () => {
    await seeUserValues(db(), ID, new Map([['region', ['emea']]]));
    const held = await taken();
    expect(await claimValues(db(), wanted(held), intentOf(held), new Map())).toMatchObject({ isNoted: true });
  });

  describe('what was found in place', () => {
    const found = (held: LeaseRenewal) => ({
      ...wanted(held),
      place: at(9),
      moved: [moved('emea'), moved('5', 'seats')],
    });
    const knownOnes = async () => {
      await moveValues(db(), ID, at(7), [moved('emea'), moved('5', 'seats')]);
      return await valuesOfUser(db(), ID);
    };
    const seqs = async () => [...(await valuesOfUser(db(), ID)).values()].map(({ place }) => place.seq);

    test('takes the place of the wish, and the lease is given back', async () => {
      await moveValues(db(), ID, at(3), [moved('gold', 'tier')]);
      const known = await knownOnes();
      expect(await placeValues(db(), found(await taken()), known)).toBe(true);
      expect((await seqs()).toSorted()).toEqual([3, 9, 9]);
      expect(await isFree()).toBe(true);
    });

    test.each([
      ['a value was moved since', async () => await moveValues(db(), ID, at(8), [moved('apac')]), [8, 7]],
      [
        'a row is gone',
        async () => await db().query(`DELETE FROM connector.user_values WHERE reference = 'seats'`),
        [7],
      ],
    ])('stays, and so does the lease, where %s', async (_what, meanwhile, left) => {
      const known = await knownOnes();
      const held = await taken();
      await meanwhile();
      expect(await placeValues(db(), found(held), known)).toBe(false);
      expect((await seqs()).toSorted().toReversed()).toEqual(left);
      expect(await isFree()).toBe(false);
    });

    test('stays without the lease', async () => {
      const known = await knownOnes();
      expect(await placeValues(db(), found(await lost()), known)).toBe(false);
      expect(await seqs()).toEqual([7, 7]);
      expect(await isFree()).toBe(false);
    });
  });

  describe('a record', () => {
    test.each([
      ['keeps the lease', false],
      ['gives the lease back where its writer is done', true],
    ])('moves the values, closes the note, and %s', async (_what, isLast) => {
      const { held, intent } = await claimed();
      const written = { ...wanted(held), place: at(9), moved: [moved('apac')], intentId: intent.id };
      expect(await recordValues(db(), written, isLast)).toMatchObject({ moved: 1, isClosed: true, head: undefined });
      expect((await valuesOfUser(db(), ID)).get('region')).toMatchObject({ place: at(9), held: ['apac'] });
      expect(await listIntentsOf(db(), ID)).toEqual([]);
      expect(await isFree()).toBe(isLast);
    });

    test('tells what was known before, leaves what a later wish has, and then closes no note', async () => {
      const { held, intent } = await claimed();
      await moveValues(db(), ID, at(10), [moved('later')]);
      const written = { ...wanted(held), place: at(9), moved: [moved('a'), moved('5', 'seats')], intentId: intent.id };
      const recorded = await recordValues(db(), written, false);
      expect(recorded).toMatchObject({ moved: 1, isClosed: false });
      expect(recorded?.values.get('region')).toMatchObject({ held: ['later'] });
    });

    test('locks the end of the audit log where the entries come next, and only where all was recorded', async () => {
      const { held, intent } = await claimed();
      const written = { ...wanted(held), place: at(9), moved: [moved('a')], isAuditNext: true };
      expect(await recordValues(db(), { ...written, intentId: randomUUID() }, false)).toMatchObject({
        head: undefined,
      });
      const head = { seq: 0, hash: '0'.repeat(64), scheme: 'sha256' };
      expect(await recordValues(db(), { ...written, intentId: intent.id }, true)).toMatchObject({ head });
    });

    test('tells where the note is gone', async () => {
      const { held } = await claimed();
      const written = { ...wanted(held), place: at(9), moved: [moved('a')], intentId: randomUUID() };
      expect(await recordValues(db(), written, false)).toMatchObject({ moved: 1, isClosed: false });
    });
  });

  describe('an acceptance', () => {
    const call = { userName: NAME, references };
    const accept = () => acceptCall(db(), call, { ...lease, owner: randomUUID() });

    test('takes the lease where there is none, and leaves one that is there, also one that has run out', async () => {
      await acquireLease(db(), { ...lease, name: userLease('ben@acme.example'), owner: 'other' });
      const first = await accept();
      expect(first.lease).toMatchObject({ name: lease.name });
      const second = await accept();
      expect(second.lease).toBeUndefined();
      await db().query('UPDATE connector.leases SET lease_until = 0');
      const third = await accept();
      expect(third.lease).toBeUndefined();
      expect([first, second, third].map(({ place }) => place.seq)).toEqual(
        [first, second, third].map(({ place }) => place.seq).toSorted((one, other) => one - other),
      );
    });
  });

  test('who was just found by name is remembered, with all that is known of them', async () => {
    await moveValues(db(), ID, at(7), [moved('emea')]);
    const { intent } = await claimed();
    const { values, open: left, models } = await recallUser(db(), { omniUserId: ID, foundAs: NAME });
    expect(values).toEqual(await valuesOfUser(db(), ID));
    expect(left).toEqual(await listIntentsOf(db(), ID));
    expect([left[0]?.id, models]).toEqual([intent.id, null]);
    expect(await recallOmniUser(db(), NAME)).toBe(ID);
    await recallUser(db(), { omniUserId: 'id-2', foundAs: NAME });
    await recallUser(db(), { omniUserId: 'id-3' });
    expect(await recallOmniUser(db(), NAME)).toBe('id-2');
  });
});

describe('on a PostgreSQL server', () => {
  const db = useDatabase();

  test('an acceptance does not wait for who is about to record', async () => {
    const held = await acquireLease(db(), { ...lease, owner: 'first' });
    if (!held) throw new Error('somebody holds the lease');
    await db().transaction(async (queries) => {
      await holdValues(queries, { lease: { ...held, ...lease }, omniUserId: ID, references }, true);
      const accepted = await acceptCall(db(), { userName: NAME, references }, { ...lease, owner: 'second' });
      expect(accepted.lease).toBeUndefined();
    });
  });

  test.each<[string, (queries: Queries) => Promise<unknown>, number]>([
    ['the value is moved', (queries) => moveValues(queries, ID, at(8), [moved('apac')]), 8],
    [
      'somebody else takes the lease',
      async (queries) => {
        await queries.query('UPDATE connector.leases SET lease_until = 0');
        await acquireLease(queries, { ...lease, owner: 'second' });
      },
      7,
    ],
  ])('what was found in place stays where, at this moment, %s', async (_what, meanwhile, seq) => {
    await moveValues(db(), ID, at(7), [moved('emea')]);
    const known = await valuesOfUser(db(), ID);
    const held = await acquireLease(db(), { ...lease, owner: 'first' });
    if (!held) throw new Error('somebody holds the lease');
    const found = { lease: held, omniUserId: ID, references: ['region'], place: at(9), moved: [moved('emea')] };
    let placing: Promise<boolean> | undefined;
    await db().transaction(async (queries) => {
      await meanwhile(queries);
      placing = placeValues(db(), found, known);
      await until(async () => (await db().query(WAITING)).length > 0);
    });
    expect(await placing).toBe(false);
    expect((await valuesOfUser(db(), ID)).get('region')?.place.seq).toBe(seq);
  });

  test('nobody waits in a circle where a write is taken for cut off at the moment of its record', async () => {
    const held = await acquireLease(db(), { ...lease, owner: 'stalled' });
    if (!held) throw new Error('somebody holds the lease');
    const wanted = { lease: { ...held, ...lease }, omniUserId: ID, references };
    const intent = intentOf(wanted.lease);
    await claimValues(db(), wanted, intent, new Map());
    await db().query('UPDATE connector.leases SET lease_until = 0');
    const written = { ...wanted, place: at(9), moved: [moved('apac')], intentId: intent.id };
    let recording: Promise<unknown> = Promise.resolve();
    /** Once the write is noted as cut off, and nothing else yet. */
    const transaction: Database['transaction'] = (work) =>
      db().transaction((queries) =>
        work({
          ...queries,
          query: async (sql, parameters) => {
            const rows = await queries.query<never>(sql, parameters);
            if (!sql.includes('SET noted_at')) return rows;
            recording = db().transaction((other) => recordValues(other, written, false));
            await until(async () => (await db().query(WAITING)).length > 0);
            return rows;
          },
        }),
      );
    await noteAbandonedIntents({ database: { ...db(), transaction }, log: { warn: () => undefined } as never }, false);
    expect(await recording).toMatchObject({ moved: 1 });
  });
});
