import { randomUUID } from 'node:crypto';
/**
 * How long the store takes for what actions and slices ask of it, with no or many finished pushes of 10,000 rows each
 * beside. On the embedded database in memory, or on the server of DATABASE_URL.
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
import { addPush, samplePush, sampleRows } from '../test/store/push-samples.ts';
import { median } from './load.ts';

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

const url = process.env.DATABASE_URL;
const database = await openDatabase({ dataDir: 'memory://', databaseUrl: url === undefined ? url : new Secret(url) });
await storeFinished(database, Number(options.pushes));
const table = new Table({ head: ['step', 'fastest, ms', 'median, ms'], style: { head: [], border: [] } });
table.push(...(await measure(database)));
process.stdout.write(`Beside ${options.pushes} finished pushes of ${ROWS} rows:\n${table}\n`);
await database.close();
