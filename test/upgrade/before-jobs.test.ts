import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, constants } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOmniDouble, type OmniDouble } from '../../local/omni/omni-double.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import {
  countedIds,
  EVENT,
  EVENT_USER,
  FINISHED_USERS,
  furnish,
  type Notes,
  OPEN_USERS,
  wanted,
} from '../fixtures/before-jobs/world.ts';
import { eventually, ok, started, until } from '../pushes/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/before-jobs');
const notes: Notes = JSON.parse(readFileSync(join(FIXTURE, 'notes.json'), 'utf8'));
const OPEN_TIMEOUT_MS = 300_000;

/** What would be removed by its age, or read anew: the copy is as old as it was when it was made. */
const AGED: readonly (readonly [table: string, column: string])[] = [
  ['pushes', 'finished_at'],
  ['seen_events', 'seen_at'],
  ['verified_values', 'verified_at'],
  ['omni_users', 'seen_at'],
];

/** A data folder as the older version left it. */
async function copyOf(dataDir: string): Promise<void> {
  const small = readFileSync(join(FIXTURE, 'database.tar.br'));
  const tar = brotliDecompressSync(small, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  const pglite = await PGlite.create({ dataDir: join(dataDir, 'postgres'), loadDataDir: new Blob([tar]) });
  const passed = Date.now() - notes.at;
  for (const [table, column] of AGED)
    await pglite.query(`UPDATE connector.${table} SET ${column} = ${column} + $1`, [passed]);
  await pglite.close();
}

/** The local Omni as the older version left it. */
function omniAsItWas(): OmniDouble {
  const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY, seed: countedIds() });
  furnish(omni);
  for (const [userName, values] of Object.entries(notes.held)) {
    for (const [reference, value] of Object.entries(values)) omni.setValue(userName, reference, value);
  }
  return omni;
}

const start = useConnector();
let dataDir: string;
let database: Database;
let c: ConnectorUnderTest;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'before-jobs-'));
  await copyOf(dataDir);
  database = await openDatabase({ dataDir });
}, OPEN_TIMEOUT_MS);

afterAll(async () => {
  await database?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const valuesOf = (userName: string) => c.omni.findUser(userName)?.values;

describe('an embedded database of a version that called jobs pushes', () => {
  test('is stopped in the middle: a push has written rows, one write is uncertain, and rows are open', async () => {
    const states = await database.query('SELECT DISTINCT state FROM connector.push_rows WHERE job_id = $1', [
      notes.openJob,
    ]);
    expect(states).toEqual(expect.arrayContaining([{ state: 'changed' }, { state: 'ready' }]));
    expect(await database.query('SELECT 1 FROM connector.write_intents')).toHaveLength(1);
  });

  test('goes on under this one, and nothing is lost', async () => {
    c = await start({ omni: omniAsItWas(), wrapDatabase: () => database });

    const open = await until(c, notes.openJob, 'done');
    expect(open).toMatchObject({ kind: 'push', total: 6, doneCount: 6, failedCount: 0 });
    for (const [index, userName] of OPEN_USERS.entries()) {
      const { region, seats } = wanted(index);
      expect(valuesOf(userName)).toEqual({ region, seats: Number(seats) });
    }

    expect(await until(c, notes.finishedJob, 'done')).toMatchObject({ kind: 'push', total: 2, changedCount: 2 });
    const { jobs } = ok(await c.call('list-jobs'));
    expect(jobs.map(({ jobId }: { jobId: string }) => jobId)).toEqual([notes.openJob, notes.finishedJob]);

    const event = { userName: EVENT_USER, values: { region: 'late' } };
    const again = await c.call('set-user-values', { ...event, eventId: EVENT.id, eventTime: EVENT.time });
    expect(ok(again)).toMatchObject({ skippedReason: 'duplicate-event' });
    const older = await c.call('set-user-values', {
      ...event,
      eventId: 'event-1',
      eventTime: '2026-11-03T14:19:00.000Z',
    });
    expect(ok(older)).toMatchObject({ skippedReason: 'older-event' });
    expect(valuesOf(EVENT_USER)).toEqual({ region: 'north', seats: 7 });

    c.omni.switches.listValues = 'omit';
    // For so many a list is cheaper than to read each, and what it hides is remembered.
    const rows = [...FINISHED_USERS, ...OPEN_USERS].map((userName) => ({ userName, values: { region: 'west' } }));
    const { changes } = ok(await c.call('plan-push', { rows }));
    const remembered = { before: 'south', after: 'west', truth: 'remembered' };
    expect(changes.slice(0, FINISHED_USERS.length)).toMatchObject(FINISHED_USERS.map(() => remembered));

    const undo = await started(c, 'undo-job', { jobId: notes.finishedJob });
    expect(await until(c, undo, 'done')).toMatchObject({ changedCount: 2 });
    for (const userName of FINISHED_USERS) expect(valuesOf(userName)?.region).toBeNull();

    await eventually(async () => (await database.query('SELECT 1 FROM connector.write_intents')).length === 0);
    expect(await verifyAudit(database)).toMatchObject({ ok: true });
  });
});
