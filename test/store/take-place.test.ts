import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isLater } from '../../src/push/place.ts';
import type { Database } from '../../src/store/database.ts';
import { userLease } from '../../src/store/leases.ts';
import { acceptCall, takePlace } from '../../src/store/take-place.ts';
import { databaseNow, UNKNOWN_VALUE, valuesOfUser } from '../../src/store/user-values.ts';
import { wishNow } from '../../src/store/wish-clock.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';

const ID = 'id-1';
const HOUR = 3_600_000;
const call = { userName: 'ada@acme.example', references: ['region'] };
const request = () => ({ name: userLease(call.userName), owner: randomUUID(), leaseMs: 60_000 });

/** Each way to give a wish its place, or to tell the time of what is read elsewhere. */
const WAYS: readonly (readonly [string, (db: Database) => Promise<{ readonly at: number; readonly seq: number }>])[] = [
  ['is accepted', (db) => takePlace(db, call)],
  ['is accepted with a lease', async (db) => (await acceptCall(db, call, request())).place],
  ['is read elsewhere', async (db) => ({ at: await wishNow(db), seq: 0 })],
];

describe.each(databases)('the place of a wish on %s', (_, open) => {
  const db = useDatabase(open);

  test.each(WAYS)('is the moment in which it %s', async (_way, take) => {
    const before = await databaseNow(db());
    const { at } = await take(db());
    const after = await databaseNow(db());
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(after);
  });

  test.each(WAYS)('lies behind all that a clock dated ahead before it was set back, once it %s', async (_way, take) => {
    const ahead = (await databaseNow(db())) + HOUR;
    await moveValues(db(), ID, { at: ahead, seq: 7 }, [
      { reference: 'region', wished: ['x'], held: ['x'], sent: true },
    ]);
    await db().query('UPDATE connector.user_values SET place_at = $1', [ahead]);
    await db().query(`SELECT setval('connector.wish_time', $1)`, [ahead]);
    const place = await take(db());
    const value = (await valuesOfUser(db(), ID)).get('region') ?? UNKNOWN_VALUE;
    expect(value.place.seq).toBe(7);
    expect(isLater(place, value.place)).toBe(true);
    expect(place.at).toBeLessThan(ahead);
    // That of the clock that was behind, and the one that counts; what is read elsewhere is no call.
    expect([0, 2]).toContain((await db().query('SELECT FROM connector.accepted_calls')).length);
  });

  test('of one call comes behind that of the call before', async () => {
    const first = await takePlace(db(), call);
    expect(isLater(await takePlace(db(), call), first)).toBe(true);
  });

  test('of a call that is repeated is that of the first one', async () => {
    const first = await takePlace(db(), call);
    expect(await takePlace(db(), { ...call, first })).toEqual(first);
    expect((await acceptCall(db(), { ...call, first }, request())).place).toEqual(first);
  });

  test.each(WAYS)('is known by one statement, where the clock was not set back, once it %s', async (_way, take) => {
    let statements = 0;
    const query: Database['query'] = (...asked) => {
      statements += 1;
      return db().query(...asked);
    };
    await take({ ...db(), query });
    expect(statements).toBe(1);
  });

  test('of a call that is repeated lies ahead no more, once the clock was set back', async () => {
    const at = (await databaseNow(db())) + HOUR;
    expect((await takePlace(db(), { ...call, first: { at, seq: 7 } })).at).toBeLessThan(at);
  });

  test('of an event is its own however often its call is repeated, and one ahead is as old as the first call', async () => {
    const first = { at: (await databaseNow(db())) - 5, seq: 7 };
    expect(await takePlace(db(), { ...call, happenedAt: 1_000, first })).toEqual({ at: 1_000, seq: 7 });
    expect(await takePlace(db(), { ...call, happenedAt: first.at + HOUR, first })).toEqual(first);
  });

  test('of an event of long ago is noted once, as accepted now: nothing else tells for a while that somebody has asked', async () => {
    const before = await databaseNow(db());
    await takePlace(db(), { ...call, happenedAt: 1_000 });
    const [noted, ...more] = await db().query<{ at: number }>('SELECT accepted_at AS at FROM connector.accepted_calls');
    expect(noted?.at).toBeGreaterThanOrEqual(before);
    expect(more).toEqual([]);
  });

  test('of an event is its time, where that is not ahead', async () => {
    const now = await databaseNow(db());
    expect((await takePlace(db(), { ...call, happenedAt: now - HOUR })).at).toBe(now - HOUR);
    expect((await takePlace(db(), { ...call, happenedAt: now + HOUR })).at).toBeLessThan(now + HOUR);
    expect((await takePlace(db(), { ...call, happenedAt: -HOUR })).at).toBe(0);
  });
});
