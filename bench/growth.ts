import { randomUUID } from 'node:crypto';
import { backgroundJob } from '../src/jobs/job.ts';
import { findRows } from '../src/pushes/find-rows.ts';
import { driftKind } from '../src/reports/report-kinds.ts';
import type { Services } from '../src/services.ts';
import type { Database } from '../src/store/database.ts';
import { insertJob } from '../src/store/job-insert.ts';
import { readJob } from '../src/store/jobs.ts';
import { listValueChanges } from '../src/store/value-changes.ts';
import { samplePush } from '../test/store/push-samples.ts';
import { fakeOmni } from './fake-omni.ts';
import { leapingClock } from './leaping-clock.ts';
import type { BenchServer } from './postgres.ts';
import { pushWorld } from './push-world.ts';
import { AT_ONCE, BUSY, storeChanges } from './stored-changes.ts';

/** How long something takes beside so many rows. */
export interface Point {
  readonly rows: number;
  readonly ms: number;
}

export interface Curve {
  readonly name: string;
  /** Whether it goes through all rows, so that it can at best grow as they do; the others should hardly grow. */
  readonly goesThroughAll: boolean;
  readonly points: readonly Point[];
}

/** Of one size, by the name of its curve. */
interface Measured {
  readonly name: string;
  readonly goesThroughAll: boolean;
  readonly ms: number;
}

const RUNS = 16;
/** What a page shows, and one more that tells whether there are others: with the fewest rows it is full, too. */
const PAGE = 101;
/** So many rows have failed, however many there are: what a page shows must not grow. */
const FAILED = 200;
/** So many changes each user has, about; and so few of the busy one are shown: as many as with the fewest rows. */
const CHANGES = { each: 20, ofBusy: 10 };
/** A plan holds its rows in memory, and the list of Omni is played for it: more takes too long here. */
const PLAN_UP_TO = 100_000;
/** A second report shows by then whether it grows with the square. */
const ASSIGNED_UP_TO = 100_000;
/** Every so many users are different in Okta, or not assigned there. */
const EVERY = { different: 100, unassigned: 20 };

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/**
 * What a quarter of several runs stay below, after one that warms up: other work of the machine makes the rest longer.
 */
async function usualMs(work: (run: number) => Promise<unknown>): Promise<number> {
  await work(0);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await msOf(() => work(run)));
  return times.sort((one, other) => one - other)[RUNS / 4] ?? Number.NaN;
}

/** Runs a statement of `$1`, `$2` and up to `$3` for all rows, some at a time. */
async function forAll(database: Database, rows: number, sql: string, ...parameters: readonly unknown[]): Promise<void> {
  for (let from = 1; from <= rows; from += AT_ONCE) {
    await database.query(sql, [from, Math.min(rows, from + AT_ONCE - 1), ...parameters]);
  }
}

/** A push that has ended, of which a few rows have failed. */
async function measureResults(database: Database, rows: number): Promise<Measured[]> {
  const { id } = await insertJob(database, samplePush({ status: 'planned' }));
  await database.query('DELETE FROM connector.push_rows WHERE job_id = $1', [id]);
  await forAll(
    database,
    rows,
    `INSERT INTO connector.push_rows (job_id, index, user_name, user_name_key, named, input, state, changes)
     SELECT $3, at - 1, 'user' || at || '@acme.example', 'user' || at || '@acme.example', '{region}', '{"region":"emea"}',
            CASE WHEN at % ${rows / FAILED} = 0 THEN 'failed' ELSE 'unchanged' END, '[]'
     FROM generate_series($1::int, $2::int) AS at`,
    id,
  );
  // Autovacuum, which would come a minute later, has nothing to do in between.
  await database.script('VACUUM (ANALYZE) connector.push_rows');
  const page = (run: number) =>
    findRows(database, id, { status: undefined, after: Math.floor((rows * run) / (2 * RUNS)), limit: PAGE });
  const failed = () => findRows(database, id, { status: 'failed', limit: PAGE });
  const named = (run: number) =>
    findRows(database, id, { status: undefined, userName: `nobody${run}`, after: -1, limit: PAGE });
  return [
    { name: 'list-job-results, a page', goesThroughAll: false, ms: await usualMs(page) },
    { name: 'list-job-results, what failed', goesThroughAll: false, ms: await usualMs(failed) },
    { name: 'list-job-results, part of a name', goesThroughAll: true, ms: await usualMs(named) },
  ];
}

async function measureChanges(database: Database, rows: number): Promise<Measured[]> {
  const people = rows / CHANGES.each;
  await storeChanges(database, rows, people);
  const day = (run: number) => 1_700_000_000_000 + run * 86_400_000;
  const userName = (run: number) => `user${1 + ((run * 97) % (people - 1))}@acme.example`;
  const busy = `user${BUSY}@acme.example`;
  const limit = PAGE;
  return [
    {
      name: 'list-changes, the newest',
      goesThroughAll: false,
      ms: await usualMs(() => listValueChanges(database, { limit })),
    },
    {
      name: 'list-changes, of one user',
      goesThroughAll: false,
      ms: await usualMs((run) => listValueChanges(database, { userName: userName(run), limit })),
    },
    {
      name: 'list-changes, of a busy user',
      goesThroughAll: false,
      ms: await usualMs(() => listValueChanges(database, { userName: busy, limit: CHANGES.ofBusy })),
    },
    {
      name: 'list-changes, of one reference, old',
      goesThroughAll: false,
      ms: await usualMs((run) => listValueChanges(database, { reference: 'reference1', until: day(200 + run), limit })),
    },
  ];
}

interface DriftSize {
  readonly rows: number;
  /** Whether Okta assigns everybody. */
  readonly everybody: boolean;
}

/** A report that has read all of Okta and Omni, and compares them now. @returns how long that takes, ms */
async function measureDrift(services: Services, { rows, everybody }: DriftSize): Promise<number> {
  const { database } = services;
  // As autovacuum would: of the report before nothing is in the way.
  await database.script('TRUNCATE connector.job_okta_users, connector.job_omni_users');
  const sync = { source: 'app', attributes: [{ reference: 'region' }], emptyValues: 'leave', clearLeftovers: false };
  const { id } = await insertJob(
    database,
    samplePush({ id: randomUUID(), kind: 'drift', status: 'planned', options: { sync }, rows: [] }),
  );
  await forAll(
    database,
    rows,
    `INSERT INTO connector.job_okta_users (job_id, okta_user_id, user_name, user_name_key, external_id, assigned, status,
                                           sync_state, changed_at, values)
     SELECT $3, 'okta-' || at, 'user' || at || '@acme.example', 'user' || at || '@acme.example', 'id-' || at, true,
            'PROVISIONED', 'SYNCHRONIZED', 0,
            json_build_object('region', CASE WHEN at % ${EVERY.different} = 0 THEN 'apac' ELSE 'emea' END)
     FROM generate_series($1::int, $2::int) AS at
     WHERE $4::bool OR at % ${EVERY.unassigned} > 0 OR at % ${EVERY.different} = 0`,
    id,
    everybody,
  );
  await forAll(
    database,
    rows,
    `INSERT INTO connector.job_omni_users (job_id, omni_user_id, user_name, user_name_key, active, values, seen_at)
     SELECT $3, 'id-' || at, 'user' || at || '@acme.example', 'user' || at || '@acme.example', true,
            '{"region":{"shown":["emea"],"own":["emea"]}}', 1
     FROM generate_series($1::int, $2::int) AS at`,
    id,
  );
  await database.script('ANALYZE connector.job_okta_users; ANALYZE connector.job_omni_users');
  // Nobody else takes its turn.
  await database.query(
    `UPDATE connector.jobs SET status = 'running', phase = 'reporting', cursor = 'users ', owner = 'bench',
            lease_until = 9e15, report = '{"references":["region"]}' WHERE id = $1`,
    [id],
  );
  const record = await readJob(database, id);
  const step = driftKind.steps.reporting;
  if (!record || !step) throw new Error('there is no report to go on with');
  const job = backgroundJob(services, record, 'bulk', new AbortController().signal, { inARow: 0 });
  return await msOf(async () => {
    const end = await step(job, Number.POSITIVE_INFINITY);
    if (end === 'again' || !('finished' in end)) throw new Error('the report has not come to its end');
  });
}

async function measureSize(server: BenchServer, rows: number): Promise<Measured[]> {
  const users = Math.min(rows, PLAN_UP_TO);
  const omni = fakeOmni({ users, listValues: true });
  const databaseUrl = await server.newDatabase();
  const world = await pushWorld({ send: omni.send, clock: leapingClock(), databaseUrl });
  const { services } = world;
  try {
    const planned = omni.userNames.map((userName) => ({ userName, region: 'emea' }));
    const all = async (name: string, work: () => Promise<number>, upTo = rows): Promise<Measured[]> =>
      rows > upTo ? [] : [{ name, goesThroughAll: true, ms: await work() }];
    const drift = (everybody: boolean) => () => measureDrift(services, { rows, everybody });
    return [
      ...(await all('the plan of a push', () => msOf(() => world.plan(planned)), PLAN_UP_TO)),
      ...(await measureResults(services.database, rows)),
      ...(await measureChanges(services.database, rows)),
      ...(await all('report-drift, the comparison', drift(false))),
      ...(await all('report-drift, everybody assigned', drift(true), ASSIGNED_UP_TO)),
    ];
  } finally {
    await world.close();
  }
}

/** How the time of what goes over many rows grows with them, each size on a database of its own. */
export async function measureGrowth(server: BenchServer, sizes: readonly number[]): Promise<Curve[]> {
  const curves = new Map<string, Omit<Curve, 'points'> & { points: Point[] }>();
  // The code of the first size would be the only one that is not compiled yet.
  await measureSize(server, Math.min(...sizes));
  for (const rows of sizes) {
    for (const { name, goesThroughAll, ms } of await measureSize(server, rows)) {
      const curve = curves.get(name) ?? { name, goesThroughAll, points: [] };
      curves.set(name, { ...curve, points: [...curve.points, { rows, ms }] });
    }
  }
  return [...curves.values()];
}
