import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Place } from '../../src/push/place.ts';
import type { Database } from '../../src/store/database.ts';
import { placeUserValues } from '../../src/store/placed-values.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { valuesOfUser } from '../../src/store/user-values.ts';
import { heedClock } from '../../src/store/wish-clock.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { setClock } from '../support/set-clock.ts';
import { addPush } from './push-samples.ts';

const SECOND = 1_000;
const NOW = 1_700_000_000_000;
/** Where the clock was before it was set back. */
const AHEAD = NOW + 3_600_000;
/** To which time what lies ahead is dated back where nothing was asked for right before it. */
const BACK = NOW - 10 * SECOND;

const ID = 'id-1';
const CALL = { userName: 'ada@acme.example', references: ['region'] };
const value = (held: string) => ({ reference: 'region', wished: [held], held: [held], sent: true });
const at = (ms: number, seq: number): Place => ({ at: NOW + ms, seq });

/** A row that has a time of its own, of a job with a number. */
async function addRow(db: Database, place: Place, jobSeq: number, ownSeq: number | null): Promise<void> {
  await addPush(db, { place: { at: 1, seq: jobSeq } });
  await db.query('UPDATE connector.push_rows SET wished_at = $1, wished_seq = $2', [place.at, ownSeq]);
}

/** Whatever asks for something. */
const ASK = {
  value: async (db: Database, place: Place) => {
    const omniUserId = randomUUID();
    await moveValues(db, omniUserId, place, [value('a')]);
    // What is recorded by a clock that is right lies ahead no more.
    await db.query('UPDATE connector.user_values SET place_at = $1 WHERE omni_user_id = $2', [place.at, omniUserId]);
  },
  call: (db: Database, first: Place) => takePlace(db, { ...CALL, first }),
  job: (db: Database, place: Place) => addPush(db, { rows: [], now: NOW, place }),
  row: (db: Database, place: Place) => addRow(db, place, place.seq, null),
  'row of a call that waits': (db: Database, place: Place) => addRow(db, place, 999, place.seq),
};

const RECORD: readonly (readonly [string, (db: Database, place: Place) => Promise<unknown>])[] = [
  ['written', (db, place) => moveValues(db, ID, place, [value('b')])],
  [
    'found in place',
    (db, place) => placeUserValues(db, [{ omniUserId: ID, reference: 'region', wished: ['b'], place }]),
  ],
];

describe.each(databases)('where the clock was set back, on %s', (_, open) => {
  const db = useDatabase(open);
  beforeAll(() => setClock(db(), `${NOW}`));

  const place = async () => (await valuesOfUser(db(), ID)).get('region')?.place;

  describe('what lies ahead comes right after what was asked for before it:', () => {
    test.each<[string, keyof typeof ASK, readonly Place[], number]>([
      ['a value', 'value', [at(-5_000, 7)], NOW - 4_999],
      ['a call', 'call', [at(-5_000, 7)], NOW - 4_999],
      ['a job', 'job', [at(-5_000, 7)], NOW - 4_999],
      ['a row', 'row', [at(-5_000, 7)], NOW - 4_999],
      ['a row of a call that waits', 'row of a call that waits', [at(-5_000, 7)], NOW - 4_999],
      ['the latest of several', 'value', [at(-8_000, 8), at(-5_000, 7), at(-7_000, 6)], NOW - 4_999],
      ['but not after now', 'value', [at(0, 7)], NOW],
      ['nor long before', 'value', [at(-20_000, 7)], BACK],
      ['not what lies ahead as well', 'value', [at(SECOND, 7)], BACK],
      ['what was asked for between the first and the last of that', 'value', [at(-5_000, 55), at(1, 60)], NOW - 4_999],
      ['not what was asked for since', 'value', [at(-5_000, 98), at(-4_000, 99)], BACK],
    ])('%s', async (_what, kind, places, back) => {
      for (const one of places) await ASK[kind](db(), one);
      await moveValues(db(), ID, { at: 1, seq: 50 }, [value('ahead')]);
      await db().query('UPDATE connector.user_values SET place_at = $1 WHERE omni_user_id = $2', [AHEAD, ID]);
      await db().query(`SELECT setval('connector.wish_time', $1)`, [AHEAD]);
      await heedClock(db());
      expect(await place()).toEqual({ at: back, seq: 50 });
    });
  });

  describe.each(RECORD)('the place of a wish that lies ahead when it is %s', (_way, record) => {
    const recorded = async (wish: Place): Promise<number | undefined> => {
      await moveValues(db(), ID, { at: 1, seq: 1 }, [value('a')]);
      await record(db(), wish);
      return (await place())?.at;
    };

    test.each(['call', 'job'] as const)('is the one to which its %s was dated back', async (kind) => {
      await ASK[kind](db(), at(-5, 7));
      await ASK[kind](db(), at(-3, 8));
      expect(await recorded({ at: AHEAD, seq: 7 })).toBe(NOW - 5);
    });

    test('is before all of now where nobody has noticed yet', async () => {
      await ASK.call(db(), at(0, 7));
      await db().query('UPDATE connector.accepted_calls SET place_at = $1', [AHEAD]);
      expect(await recorded({ at: AHEAD, seq: 7 })).toBe(BACK);
    });

    test('is its own where that is ahead by a moment, and before all of now where it is by more', async () => {
      expect(await recorded(at(SECOND, 7))).toBe(NOW + SECOND);
      await db().query('DELETE FROM connector.user_values');
      expect(await recorded(at(SECOND + 1, 7))).toBe(BACK);
    });
  });
});
