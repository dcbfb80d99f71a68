import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import type { Database } from '../../../src/store/database.ts';
import { readJob } from '../../../src/store/jobs.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { addPush, sampleRows } from '../../store/push-samples.ts';
import { createServerDatabase } from '../../support/databases.ts';
import { until } from '../../support/until.ts';
import { killWorkerProcesses, startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const ROWS = 200;
const parent = mkdtempSync(join(tmpdir(), 'worker-kill-test-'));

afterEach(killWorkerProcesses);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** Waits, for at most 20 s, until the push is done; then every row was counted exactly once. */
async function expectDone(database: Database, id: string): Promise<void> {
  const status = async () => (await readJob(database, id))?.status;
  await until(async () => (await status()) === 'done');
  expect(await readJob(database, id)).toMatchObject({
    status: 'done',
    total: ROWS,
    changedCount: ROWS,
    doneCount: ROWS,
  });
}

const rowsOf = ({ lines }: WorkerProcess): string[] => lines.filter((line) => line.startsWith('row '));

test('on the embedded database, the push of a killed process goes on as soon as the next one has opened it', async () => {
  const dataDir = join(parent, 'data');
  const database = await openDatabase({ dataDir });
  const id = await addPush(database, { rows: sampleRows(ROWS) });
  await database.close();

  const processes: WorkerProcess[] = [];
  for (const rows of [1, 20, 50]) {
    const worker = startWorkerProcess({ DATA_DIR: dataDir });
    processes.push(worker);
    const [opened, turn] = [Number(await worker.hear('open')), Number(await worker.hear('turn'))];
    process.stdout.write(`embedded: the push went on ${turn} ms after the start, ${turn - opened} ms after opening\n`);
    expect(turn - opened).toBeLessThan(1_000);
    await worker.hear('row', rows);
    await worker.kill();
  }

  const last = startWorkerProcess({ DATA_DIR: dataDir });
  await last.hear('row', ROWS - 3 - processes.flatMap(rowsOf).length);
  await delay(500);
  await last.kill();
  const all = [...processes, last].flatMap(rowsOf);
  expect(new Set(all).size).toBe(all.length);
  const again = await openDatabase({ dataDir });
  await expectDone(again, id);
  await again.close();
});

test('on a shared server, another replica goes on with the push of a killed one within 15 s', async () => {
  const databaseUrl = await createServerDatabase();
  const database = await openDatabase({ databaseUrl, dataDir: 'unused' });
  const settings = { DATABASE_URL: databaseUrl.reveal() };
  const [first, second] = [startWorkerProcess(settings), startWorkerProcess(settings)];
  await Promise.all([first.hear('open'), second.hear('open')]);

  const id = await addPush(database, { rows: sampleRows(ROWS) });
  const holder = await Promise.race([
    first.hear('row', 10).then(() => first),
    second.hear('row', 10).then(() => second),
  ]);
  const survivor = holder === first ? second : first;
  await holder.kill();
  const killed = Date.now();
  await survivor.hear('turn');
  const tookMs = Date.now() - killed;
  process.stdout.write(`server: another replica went on after ${tookMs} ms\n`);
  expect(tookMs).toBeLessThan(15_000);

  await expectDone(database, id);
  await database.close();
});
