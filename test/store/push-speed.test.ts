import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { listJobs, readJob } from '../../src/store/jobs.ts';
import { savePlanPage } from '../../src/store/push-plans.ts';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { listPushRows, nextPushRows } from '../../src/store/push-rows.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, samplePush, sampleRows } from './push-samples.ts';

/** The times of some runs, printed. @returns milliseconds of the fastest: the others tell of what else the machine did */
async function measure(label: string, runs: number, work: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  const [fastest = Infinity] = times.sort((one, other) => one - other);
  const median = times[times.length >> 1] ?? Infinity;
  process.stdout.write(`${label}: ${fastest.toFixed(1)} ms, median ${median.toFixed(1)} ms of ${runs}\n`);
  return fastest;
}

/** A database whose statements inside of transactions are counted. */
const counting = (database: Database, statements: { count: number }): Database => ({
  ...database,
  transaction: (work) =>
    database.transaction((queries) =>
      work({
        ...queries,
        query: (sql, parameters) => {
          statements.count += 1;
          return queries.query(sql, parameters);
        },
      }),
    ),
});

/** 100 finished pushes of 10,000 rows each, for the same 10,000 users. */
async function storeMillionRows(database: Database): Promise<void> {
  for (let i = 0; i < 100; i += 1) await addPush(database, { rows: sampleRows(10_000) });
  await database.query(`UPDATE connector.jobs SET status = 'done', finished_at = 0`);
  await database.script('ANALYZE connector.jobs; ANALYZE connector.push_rows');
}

describe.each(databases)('speed on %s', (label, open) => {
  const db = useDatabase(open);
  const time = (what: string, runs: number, work: (run: number) => Promise<unknown>) =>
    measure(`${label}, ${what}`, runs, work);

  // How long that takes is measured by `npm run bench`.
  test('10,000 rows are accepted in a few statements', async () => {
    const statements = { count: 0 };
    const push = samplePush({ rows: sampleRows(10_000), fingerprint: randomUUID() });
    await insertJob(counting(db(), statements), push);
    expect(statements.count).toBeLessThan(10);
  });

  const long = process.env.LONG === '1' ? test : test.skip;
  long(
    'with 1,000,000 stored rows everything an action or a slice asks for stays quick',
    async () => {
      await storeMillionRows(db());
      const id = await addPush(db(), { rows: sampleRows(10_000) });
      const ready = sampleRows(10_000).map(({ index }) => ({
        index,
        state: 'ready' as const,
        omniUserId: `id-${index}`,
      }));

      expect(await time('get-job', 20, () => readJob(db(), id))).toBeLessThan(20);
      await time('list-jobs', 20, () => listJobs(db(), { limit: 50 }));
      await time('list-job-results', 20, () => listPushRows(db(), id, { after: 5_000, limit: 100 }));
      await time('plan page of 100', 100, (run) => savePlanPage(db(), id, ready.slice(run * 100, run * 100 + 100)));
      await time('settle a row', 200, (index) => settleRow(db(), { jobId: id, index, state: 'changed' }));
      await time('next 50 rows', 20, () => nextPushRows(db(), { jobId: id, limit: 50 }));
      await time('accept 10,000 rows more', 5, () => addPush(db(), { rows: sampleRows(10_000) }));
      expect(await readJob(db(), id)).toMatchObject({ doneCount: 200, changedCount: 200 });
    },
    600_000,
  );
});
