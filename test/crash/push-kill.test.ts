import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { OmniDouble } from '../../local/omni/omni-double.ts';
import { readJob } from '../../src/store/jobs.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startProcess } from './connector-process.ts';
import { usePushSurroundings } from './push-surroundings.ts';
import { embeddedStore, type Store, serverStore } from './stores.ts';

/**
 * CRASH_KILLS=200 is the long run, with 1,000 rows; CRASH_SEED brings the kills of a printed seed back, as far as
 * timing can.
 */
const seed = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31));
const ROWS = process.env.CRASH_KILLS === undefined ? 250 : 1_000;
/** Each row takes a read and a write; the kills are spread over all of them. */
const REQUESTS = 2 * ROWS;
/** A life ends some milliseconds after a random request to Omni, so that a slow machine kills no earlier. */
const AFTER_MS = 10;
/** Of a write, so that some kills meet one that is on its way. */
const LATENCY_MS = 3;

const surroundings = usePushSurroundings();

/** Waits, for at most a minute, until Omni has had so many requests. @returns the milliseconds it took */
async function untilRequests(omni: OmniDouble, count: number): Promise<number> {
  const begin = Date.now();
  while (omni.log.all.length < count && Date.now() - begin < 60_000) await delay(2);
  expect(omni.log.all.length).toBeGreaterThanOrEqual(count);
  return Date.now() - begin;
}

/** How often each user was written. */
function writesByUser(omni: OmniDouble): Map<string, number> {
  const patches = omni.log.filter({ method: 'PATCH' });
  return new Map([...Map.groupBy(patches, ({ path }) => path)].map(([path, some]) => [path, some.length]));
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

interface Kind {
  readonly name: string;
  readonly kills: number;
  /** Within this time after it listens, the next process goes on by itself. */
  readonly goesOnWithinMs: number;
  store(): Promise<Store>;
}

const embedded: Kind = {
  name: 'the embedded database',
  kills: Number(process.env.CRASH_KILLS ?? 4),
  goesOnWithinMs: 2_000,
  store: async () => embeddedStore(surroundings.folder()),
};

const server: Kind = {
  name: 'a PostgreSQL server',
  // Each costs the ten seconds after which a dead replica's push is free.
  kills: Number(process.env.CRASH_KILLS_SERVER ?? process.env.CRASH_KILLS ?? 1),
  goesOnWithinMs: 15_000,
  store: serverStore,
};

describe.each([embedded, server])('on $name', ({ name, kills, goesOnWithinMs, store }) => {
  test(`a job of ${ROWS} rows that is killed ${kills} times goes on by itself and loses nothing`, async () => {
    const random = seededRandom(seed);
    const { omni, environment, rows } = await surroundings.start(ROWS, {
      requestsPerMinute: Number.POSITIVE_INFINITY,
    });
    omni.faults.plan({ kind: 'latency', ms: LATENCY_MS }, { method: 'PATCH', times: Number.POSITIVE_INFINITY });
    const { settings, open } = await store();
    const startConnector = () => startProcess({ ...environment, ...settings, OMNI_REQUESTS_PER_MINUTE: '100000' });

    let connector = await startConnector();
    const { jobId } = await surroundings.call(connector.url, 'push-users', { rows, mode: 'job', verify: 'none' });
    const goneOnAfter: number[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      const at = Math.floor(((kill - random()) / kills) * REQUESTS * 0.95);
      await untilRequests(omni, Math.max(at, 1));
      await delay(random() * AFTER_MS);
      await connector.end('SIGKILL');
      const before = omni.log.all.length;
      connector = await startConnector();
      goneOnAfter.push(await untilRequests(omni, before + 1));
    }
    const job = () => surroundings.call(connector.url, 'get-job', { jobId });
    for (let i = 0; i < 600 && (await job()).status === 'running'; i += 1) await delay(100);
    expect(await job()).toMatchObject({ status: 'done', total: ROWS, changedCount: ROWS });
    expect(await connector.end('SIGTERM')).toBe(0);

    const repeats = [...writesByUser(omni).values()].map((writes) => writes - 1).filter((count) => count > 0);
    process.stdout.write(
      `seed ${seed}, ${name}: ${kills} kills, ${repeats.length} writes repeated, gone on after ${median(goneOnAfter)} ms ` +
        `(median) and ${Math.max(...goneOnAfter)} ms (most)\n`,
    );
    expect(rows.filter(({ userName, values }) => omni.findUser(userName)?.values.region !== values.region)).toEqual([]);
    expect(repeats.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(kills);
    expect(Math.max(...goneOnAfter)).toBeLessThan(goesOnWithinMs);

    const database = await open();
    try {
      expect(await readJob(database, jobId)).toMatchObject({ doneCount: ROWS, failedCount: 0 });
      expect(await verifyAudit(database)).toMatchObject({ ok: true });
      const written = await database.query(
        `SELECT FROM connector.audit WHERE outcome <> 'interrupted' GROUP BY user_name`,
      );
      expect(written).toHaveLength(ROWS);
    } finally {
      await database.close();
    }
  }, 3_600_000);
});
