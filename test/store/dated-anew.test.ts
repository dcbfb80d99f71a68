import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { doubtEverything } from '../../src/store/doubt.ts';
import { beginCall } from '../../src/store/idempotency.ts';
import { saveJobOmniUsers } from '../../src/store/job-omni-users.ts';
import { acquireLease } from '../../src/store/leases.ts';
import { storeHints } from '../../src/store/okta-hints.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { valuesOfUser } from '../../src/store/user-values.ts';
import { heedClock, wishNow } from '../../src/store/wish-clock.ts';
import { openIntent } from '../../src/store/write-intents.ts';
import { noteWriteTest } from '../../src/store/write-tests.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { setClock } from '../support/set-clock.ts';
import { addPush } from './push-samples.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1_000;
const NOW = 1_700_000_000_000;
/** Where the clock was before it was set back. */
const AHEAD = NOW + HOUR;
/** To which time what lies ahead is dated back where nothing was asked for right before it. */
const BACK = NOW - 10 * SECOND;

const ID = 'id-1';
const USER = 'ada@acme.example';
const CALL = { userName: USER, references: ['region'] };
const value = (held: string) => ({ reference: 'region', wished: [held], held: [held], sent: true });
const write = () => ({
  ...{ id: randomUUID(), at: 1, requestId: 'request', clientId: 'client', action: 'set-user-values' },
  ...{ userName: USER, omniUserId: ID, changes: [] },
});
const trial = { omniUserId: ID, userName: USER, reference: 'region', held: ['a'], trials: [['b']] };
const collected = { omniUserId: ID, userName: USER, active: true, held: null, seenAt: 1 };

/** Puts a row into each table that has times. */
const ADD: Readonly<Record<string, (db: Database) => Promise<unknown>>> = {
  leases: (db) => acquireLease(db, { name: 'user:x', owner: 'killed', leaseMs: 0 }),
  user_values: (db) => moveValues(db, ID, { at: 1, seq: 1 }, [value('a')]),
  write_intents: (db) => openIntent(db, write()),
  write_tests: (db) => noteWriteTest(db, { ...trial, place: { at: 1, seq: 1 } }),
  accepted_calls: (db) => takePlace(db, { ...CALL, happenedAt: 1 }),
  idempotency: (db) => beginCall(db, { clientId: 'c', key: 'k', owner: 'o', fingerprint: '', leaseMs: 0 }),
  job_omni_users: async (db) => await saveJobOmniUsers(db, await addPush(db), [collected]),
  push_rows: (db) => addPush(db),
  jobs: (db) => addPush(db, { rows: [] }),
  okta_hints: (db) => storeHints(db, [{ kind: 'user', id: '00u1', uuid: 'e1', ofApp: true }]),
};

type Times = Readonly<Record<string, number | string | null>>;

/** A row as it lies after the clock was set back, and as it is dated anew; left out: it stays as it is. */
const ROWS: readonly (readonly [what: string, table: string, lies: Times, becomes?: Times])[] = [
  ['nobody waits an hour for who was killed', 'leases', { lease_until: AHEAD }, { lease_until: NOW + 10 * SECOND }],
  ['nor for whose lease has run out', 'leases', { lease_until: 5 }],
  ['who is at work keeps the lease', 'leases', { lease_until: NOW + 10 * SECOND }],

  [
    'what is asked for from now on is later than a value',
    'user_values',
    { place_at: NOW + 1, changed_at: 5 },
    { place_at: BACK, changed_at: 5 },
  ],
  [
    'a look of now is later than what was changed',
    'user_values',
    { place_at: NOW, changed_at: NOW + 1 },
    { place_at: NOW, changed_at: NOW },
  ],
  ['a value of before keeps its place', 'user_values', { place_at: NOW, changed_at: NOW }],

  ['… and than an open write', 'write_intents', { place_at: NOW + 1 }, { place_at: BACK }],
  ['an open write of before keeps its place', 'write_intents', { place_at: NOW }],
  ['an open write is looked after in time', 'write_intents', { noted_at: NOW + 1 }, { noted_at: NOW }],
  ['… and no later than it was', 'write_intents', { noted_at: NOW - 1 }],
  ['one of which nobody has said that it was cut off is nobody’s to look after', 'write_intents', { noted_at: null }],

  ['… and than a test of a write', 'write_tests', { place_at: NOW + 1 }, { place_at: BACK }],
  ['a test of before keeps its place', 'write_tests', { place_at: NOW }],

  [
    '… and than a call',
    'accepted_calls',
    { place_at: AHEAD, accepted_at: NOW + 1 },
    { place_at: BACK, accepted_at: BACK },
  ],
  [
    'an event keeps its time',
    'accepted_calls',
    { place_at: 5, accepted_at: AHEAD },
    { place_at: 5, accepted_at: BACK },
  ],
  ['a call of before keeps its place', 'accepted_calls', { place_at: NOW, accepted_at: NOW }],

  ['… and than what a key was used for', 'idempotency', { created_at: NOW + 1 }, { created_at: BACK }],
  ['a call with a key of before keeps its place', 'idempotency', { created_at: NOW }],
  [
    'a call whose run was killed can be repeated in a minute',
    'idempotency',
    { lease_until: AHEAD },
    { lease_until: NOW + MINUTE },
  ],
  ['one that was killed before can be repeated at once', 'idempotency', { lease_until: 5 }],
  ['one that runs is run by nobody else', 'idempotency', { lease_until: NOW + MINUTE }],

  ['a user whom a job was shown ahead is looked at again', 'job_omni_users', { seen_at: NOW + 1 }, { seen_at: 1 }],
  ['one whom it was shown before is not', 'job_omni_users', { seen_at: NOW }],

  ['… and than a row', 'push_rows', { wished_at: NOW + 1 }, { wished_at: BACK }],
  ['a row of before keeps its place', 'push_rows', { wished_at: NOW }],
  ['a row of the time of its job has none of its own', 'push_rows', { wished_at: null }],
  ['a row that was looked at ahead is looked at again', 'push_rows', { look_at: NOW + 1 }, { look_at: 1 }],
  ['one that was looked at before is not', 'push_rows', { look_at: NOW }],
  ['a row does not rest for an hour', 'push_rows', { not_before: AHEAD, state: 'waiting' }, { not_before: NOW }],
  ['… nor one that is planned', 'push_rows', { not_before: AHEAD, state: 'ready' }, { not_before: NOW }],
  ['a row that has ended tells what it told', 'push_rows', { not_before: AHEAD, state: 'failed' }],
  ['a row whose rest is over is tried at once', 'push_rows', { not_before: 5, state: 'ready' }],

  ['… and than a job', 'jobs', { place_at: NOW + 1 }, { place_at: BACK }],
  [
    '… and than one that has ended, whose retry has its place',
    'jobs',
    { place_at: AHEAD, finished_at: 5 },
    { place_at: BACK },
  ],
  ['a job of before keeps its place', 'jobs', { place_at: NOW }],
  ['a job takes its turn', 'jobs', { last_turn_at: NOW + 1 }, { last_turn_at: NOW }],
  ['a job does not rest for an hour', 'jobs', { not_before: AHEAD }, { not_before: NOW + MINUTE }],
  ['a rest of a minute stays', 'jobs', { not_before: NOW + MINUTE }],
  ['a job whose process was killed is taken over', 'jobs', { lease_until: AHEAD }, { lease_until: NOW + 10 * SECOND }],
  ['one that is at work is not', 'jobs', { lease_until: NOW + 10 * SECOND }],
  [
    'who lies ahead in one way stays in the others',
    'jobs',
    { last_turn_at: 5, not_before: AHEAD, lease_until: 6 },
    { last_turn_at: 5, not_before: NOW + MINUTE, lease_until: 6 },
  ],
  [
    '… whichever it is',
    'jobs',
    { last_turn_at: NOW + 1, not_before: 6, lease_until: 7 },
    { last_turn_at: NOW, not_before: 6, lease_until: 7 },
  ],
  ['a job that has ended tells what it told', 'jobs', { last_turn_at: AHEAD, looked_at: AHEAD, finished_at: 5 }],
  ['looks of a job that lie ahead no longer count', 'jobs', { looked_at: NOW + 1 }, { looked_at: 0 }],
  ['how old others are is not known', 'jobs', { looked_at: NOW }, { looked_at: NOW - HOUR }],
  ['… and they were made all the same', 'jobs', { looked_at: 5 }, { looked_at: 1 }],
  ['a job without looks has none', 'jobs', { looked_at: 0 }],

  ['who was told of is not left for an hour', 'okta_hints', { due_at: AHEAD }, { due_at: NOW }],
  ['who waits for a minute goes on waiting', 'okta_hints', { due_at: NOW + MINUTE }],
  ['who is not there in Omni yet is not asked for sooner', 'okta_hints', { due_at: AHEAD, first_missing_at: 5 }],
];

describe.each(databases)('where the clock was set back, on %s', (_, open) => {
  const db = useDatabase(open);
  beforeAll(() => setClock(db(), `${NOW}`));

  const set = (table: string, times: Times) =>
    db().query(
      `UPDATE connector.${table} SET ${Object.keys(times).map((column, index) => `${column} = $${index + 1}`)}`,
      Object.values(times),
    );
  const runAhead = (latest = AHEAD) => db().query(`SELECT setval('connector.wish_time', $1)`, [latest]);

  test.each(ROWS)('%s: %s', async (_what, table, lies, becomes = lies) => {
    await ADD[table]?.(db());
    await set(table, lies);
    await runAhead();
    await heedClock(db());
    expect(await db().query(`SELECT ${Object.keys(becomes).join()} FROM connector.${table}`)).toEqual([becomes]);
  });

  test('times go on from now, and only by a moment from the latest one', async () => {
    for (const [latest, from] of [
      [NOW + SECOND, NOW + SECOND],
      [NOW + SECOND + 1, NOW],
    ] as const) {
      await runAhead(latest);
      await heedClock(db());
      expect(await wishNow(db())).toBe(from);
    }
  });

  test('who finds that somebody else has noticed meanwhile changes nothing more', async () => {
    await runAhead();
    const transaction: Database['transaction'] = async (work) => {
      await heedClock(db());
      await moveValues(db(), ID, { at: NOW + 1, seq: 1 }, [value('a')]);
      return await db().transaction(work);
    };
    await heedClock({ ...db(), transaction });
    expect((await valuesOfUser(db(), ID)).get('region')?.place).toEqual({ at: NOW + 1, seq: 1 });
  });

  test('what is read from now on counts, where everything was doubted ahead', async () => {
    await doubtEverything(db());
    await set('doubt', { doubted_at: AHEAD });
    await runAhead();
    await heedClock(db());
    expect(await db().query('SELECT doubted_at FROM connector.doubt')).toEqual([{ doubted_at: NOW }]);
  });
});
