import { randomUUID } from 'node:crypto';
/**
 * How long the store takes for what actions and slices ask of it, with no or many finished pushes of 10,000 rows each
 * beside, and for what the history is asked for beside a million writes. On the embedded database in memory, or on the
 * server of DATABASE_URL.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { Secret } from '../src/base/secret.ts';
import type { Database } from '../src/store/database.ts';
import { insertJob } from '../src/store/job-insert.ts';
import { listJobs, readJob } from '../src/store/jobs.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { savePlanPage } from '../src/store/push-plans.ts';
import { settleRow } from '../src/store/push-row-outcomes.ts';
import { listPushRows, nextPushRows } from '../src/store/push-rows.ts';
import { readUserValues } from '../src/store/user-values.ts';
import { bearerAt, listValueChanges, valueTracesAt } from '../src/store/value-changes.ts';
import { addPush, samplePush, sampleRows } from '../test/store/push-samples.ts';
import { median, p95 } from './load.ts';
import { BUSY, storeChanges } from './stored-changes.ts';

const { values: options } = parseArgs({ options: { pushes: { type: 'string', default: '100' } } });
const ROWS = 10_000;

async function storeFinished(database: Database, pushes: number): Promise<void> {
  for (let i = 0; i < pushes; i += 1) await addPush(database, { rows: sampleRows(ROWS) });
  await database.query(`UPDATE connector.jobs SET status = 'done', finished_at = 0`);
  await database.script('ANALYZE connector.jobs; ANALYZE connector.push_rows');
}

async function measure(database: Database): Promise<[what: string, fastest: string, median: string][]> {
  const lines: [string, string, string][] = [];
  const time = async (what: string, runs: number, work: (run: number) => Promise<unknown>) => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now();
      await work(run);
      times.push(performance.now() - start);
    }
    lines.push([what, Math.min(...times).toFixed(1), median(times).toFixed(1)]);
  };
  const id = await addPush(database, { rows: sampleRows(ROWS), phase: 'applying' });
  const ready = sampleRows(ROWS).map(({ index }) => ({ index, state: 'ready' as const, omniUserId: `id-${index}` }));
  const anew = () => samplePush({ rows: sampleRows(ROWS), fingerprint: randomUUID() });
  await time('accept 10,000 rows', 7, () => insertJob(database, anew()));
  await time('get-job', 20, () => readJob(database, id));
  await time('list-jobs', 20, () => listJobs(database, { limit: 50 }));
  await time('list-job-results', 20, () => listPushRows(database, id, { after: 5_000, limit: 100 }));
  await time('plan page of 100', 100, (run) => savePlanPage(database, id, ready.slice(run * 100, run * 100 + 100)));
  await time('settle a row', 200, (index) => settleRow(database, { jobId: id, index, state: 'changed' }));
  await time('next 50 rows', 20, () => nextPushRows(database, { jobId: id, limit: 50 }));
  await time("the order of a user's values", 20, (run) => readUserValues(database, [`id-${run}`]));
  return lines;
}

const CHANGES = 1_000_000;
const PEOPLE = 10_000;
async function measureHistory(database: Database): Promise<[what: string, median: string, p95: string][]> {
  const lines: [string, string, string][] = [];
  const time = async (what: string, work: (run: number) => Promise<unknown>) => {
    const times: number[] = [];
    for (let run = 0; run < 100; run += 1) {
      const start = performance.now();
      await work(run);
      times.push(performance.now() - start);
    }
    lines.push([what, median(times).toFixed(1), p95(times).toFixed(1)]);
  };
  const limit = 201;
  const day = (run: number) => 1_700_000_000_000 + run * 86_400_000;
  const name = (run: number) => `User${run * 97}@acme.example`;
  await time('the newest changes', () => listValueChanges(database, { limit }));
  await time('a day in the middle', (run) =>
    listValueChanges(database, { since: day(run), until: day(run + 1), limit }),
  );
  const busy = `user${BUSY}@acme.example`;
  await time('of one user', (run) => listValueChanges(database, { userName: name(run), limit }));
  await time('of a user with 10,000 writes', () => listValueChanges(database, { userName: busy, limit }));
  await time('of one user and reference, a month', (run) =>
    listValueChanges(database, {
      userName: name(run),
      reference: 'reference1',
      since: day(run),
      until: day(run + 30),
      limit,
    }),
  );
  await time('of nobody', (run) => listValueChanges(database, { userName: `nobody${run}@acme.example`, limit }));
  await time('of one reference', (run) => listValueChanges(database, { reference: `reference${run % 5}`, limit }));
  await time('of one reference, old', (run) =>
    listValueChanges(database, { reference: `reference${run % 5}`, until: day(run), limit }),
  );
  await time('a page far down', (run) => listValueChanges(database, { after: CHANGES - run * 9_000, limit }));
  const heldAt = async (userName: string, at: number) =>
    valueTracesAt(database, (await bearerAt(database, userName, at)) ?? '', at);
  await time('what a user held', (run) => heldAt(name(run), day(run)));
  await time('what a user with 10,000 writes held', (run) => heldAt(busy, day(run)));
  return lines;
}

const url = process.env.DATABASE_URL;
const database = await openDatabase({ dataDir: 'memory://', databaseUrl: url === undefined ? url : new Secret(url) });
await storeFinished(database, Number(options.pushes));
const table = new Table({ head: ['step', 'fastest, ms', 'median, ms'], style: { head: [], border: [] } });
table.push(...(await measure(database)));
process.stdout.write(`Beside ${options.pushes} finished pushes of ${ROWS} rows:\n${table}\n`);
await storeChanges(database, CHANGES, PEOPLE);
const history = new Table({ head: ['history', 'median, ms', 'p95, ms'], style: { head: [], border: [] } });
history.push(...(await measureHistory(database)));
process.stdout.write(`Beside ${CHANGES} writes of ${PEOPLE} users:\n${history}\n`);
await database.close();
