import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import type { Database } from '../../../src/store/database.ts';
import { acquireLease } from '../../../src/store/leases.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { verifyAudit } from '../../../src/store/verify-audit.ts';
import { listAbandonedIntents } from '../../../src/store/write-intents.ts';
import { until } from '../../support/until.ts';

const SCRIPT = join(import.meta.dirname, 'write-until-killed.ts');
const parent = mkdtempSync(join(tmpdir(), 'kill-test-'));
const dataDir = join(parent, 'data');
const acknowledged = { noted: new Set<string>(), settled: new Set<string>() };
let child: ChildProcess | undefined;

const start = (): ChildProcess => {
  child = spawn(process.execPath, [SCRIPT, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  return child;
};

async function kill(victim: ChildProcess): Promise<void> {
  const gone = once(victim, 'exit');
  victim.kill('SIGKILL');
  await gone;
}

/** Keeps book of what the child says the database acknowledged; resolves when it has said that many things. */
function hear(writer: ChildProcess, count: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let heard = 0;
  createInterface({ input: writer.stdout ?? process.stdin }).on('line', (line) => {
    const [what, id = ''] = line.split(' ');
    if (what === 'noted' || what === 'settled') acknowledged[what].add(id);
    heard += 1;
    if (heard === count) resolve();
  });
  writer.once('exit', () => reject(new Error('The writer ended by itself')));
  return promise;
}

async function expectNothingLost(database: Database): Promise<void> {
  const rows = await database.query<{ id: string; count: number }>(
    'SELECT request_id AS id, count(*) AS count FROM connector.audit GROUP BY request_id',
  );
  const audited = new Set(rows.map(({ id }) => id));
  const open = new Set((await listAbandonedIntents(database, true)).map(({ id }) => id));

  expect(await verifyAudit(database)).toMatchObject({ ok: true, checked: 2 * audited.size });
  expect(rows.filter(({ count }) => count !== 2)).toEqual([]);
  expect([...acknowledged.settled].filter((id) => !audited.has(id))).toEqual([]);
  expect([...acknowledged.noted].filter((id) => audited.has(id) === open.has(id))).toEqual([]);
}

afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test('a first start that is killed on the way is made good by the next one', async () => {
  const starter = start();
  await until(() => existsSync(join(dataDir, 'postgres.new')));
  await kill(starter);

  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  const database = await openDatabase({ dataDir });
  expect(await verifyAudit(database)).toMatchObject({ ok: true, checked: 0 });
  await database.close();
});

test('nobody but the owner may read the folder', () => {
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
});

test('what a killed holder has leased is free at the next start', async () => {
  const first = await openDatabase({ dataDir });
  const lease = { name: 'user:ada@acme.example', owner: 'first', leaseMs: 3_600_000 };
  expect(await acquireLease(first, lease)).toBeDefined();
  await first.close();
  const second = await openDatabase({ dataDir });
  expect(await acquireLease(second, { ...lease, owner: 'second' })).toBeDefined();
  await second.close();
});

test.each([2, 41, 160])(
  'killed after %i lines, the chain verifies, nothing acknowledged is lost, the folder is free',
  async (lines) => {
    const writer = start();
    await hear(writer, lines);
    await expect(openDatabase({ dataDir })).rejects.toThrow(
      `DATA_DIR: ${dataDir} is in use by another process. Stop that one, or choose another DATA_DIR.`,
    );
    await delay(Math.random() * 5);
    await kill(writer);

    const database = await openDatabase({ dataDir });
    await expectNothingLost(database);
    await database.close();
  },
);
