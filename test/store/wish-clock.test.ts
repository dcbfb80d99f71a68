import { describe, expect, test } from '@jest/globals';
import { doubtEverything } from '../../src/store/doubt.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { databaseNow } from '../../src/store/user-values.ts';
import { heedClock } from '../../src/store/wish-clock.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { addPush, sampleRows } from './push-samples.ts';

const HOUR = 3_600_000;

/** What must not lie ahead, and by how much it may: what rests or is held goes on soon. */
const TIMES: readonly (readonly [column: string, table: string, mayBeMs: number])[] = [
  ['place_at', 'user_values', 0],
  ['changed_at', 'user_values', 0],
  ['place_at', 'jobs', 0],
  ['looked_at', 'jobs', 0],
  ['last_turn_at', 'jobs', 0],
  ['not_before', 'jobs', 60_000],
  ['lease_until', 'jobs', 60_000],
  ['wished_at', 'push_rows', 0],
  ['look_at', 'push_rows', 0],
  ['not_before', 'push_rows', 60_000],
  ['place_at', 'accepted_calls', 0],
];

describe.each(databases)('the clock of wishes on %s', (_, open) => {
  const db = useDatabase(open);
  const taken = () => takePlace(db(), { userName: 'ada@acme.example', references: ['region'] });

  test('goes on where that of the database goes back by a moment, and not where it was set back', async () => {
    const times: number[] = [];
    for (const now of [5_000, 4_100, 3_000, 6_000]) {
      const [row] = await db().query<{ at: number }>('SELECT connector.wish_now($1) AS at', [now]);
      times.push(row?.at ?? 0);
    }
    expect(times).toEqual([5_000, 5_000, 3_000, 6_000]);
  });

  test('and dates anew what lies ahead where it was set back, each in its order', async () => {
    await taken();
    await moveValues(db(), 'id-0', { at: 1, seq: 7 }, [
      { reference: 'region', wished: ['x'], held: ['x'], sent: true },
    ]);
    await addPush(db(), { rows: sampleRows(2) });
    await doubtEverything(db());
    const ahead = (await databaseNow(db())) + HOUR;
    for (const [column, table] of TIMES) await db().query(`UPDATE connector.${table} SET ${column} = $1`, [ahead]);
    await db().query(`UPDATE connector.accepted_calls SET accepted_at = $1`, [ahead]);
    await db().query('UPDATE connector.doubt SET doubted_at = $1', [ahead]);
    await db().query(`SELECT setval('connector.wish_time', $1)`, [ahead]);

    await heedClock(db());
    const now = await databaseNow(db());
    expect(await db().query('SELECT FROM connector.wish_time WHERE last_value > $1', [now])).toEqual([]);
    for (const [column, table, mayBeMs] of TIMES) {
      const [{ latest } = { latest: ahead }] = await db().query<{ latest: number }>(
        `SELECT max(${column}) AS latest FROM connector.${table}`,
      );
      expect({ table, column, isAhead: latest > now + mayBeMs }).toEqual({ table, column, isAhead: false });
    }
    const [value] = await db().query<{ placeAt: number; seq: number }>(
      'SELECT place_at AS "placeAt", place_seq AS seq FROM connector.user_values',
    );
    expect(value?.seq).toBe(7);
    expect((await taken()).at).toBeGreaterThan(value?.placeAt ?? ahead);
    expect(await db().query('SELECT FROM connector.doubt WHERE doubted_at > $1', [now])).toEqual([]);
  });
});
