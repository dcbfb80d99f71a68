/**
 * What the database takes on the disk: of a folder as the first start makes it, and for each person, row and entry of
 * what the connector keeps. docs/limits.md has the figures.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendAudit } from '../src/store/audit.ts';
import type { Database } from '../src/store/database.ts';
import { rememberOmniUser } from '../src/store/omni-users.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { savePlanPage } from '../src/store/push-plans.ts';
import { settleRow } from '../src/store/push-row-outcomes.ts';
import { databaseBytes } from '../src/store/sizes.ts';
import { seeUserValues } from '../src/store/user-values.ts';
import { auditEntry } from '../test/store/audit-entries.ts';
import { addPush, sampleRows } from '../test/store/push-samples.ts';

const COUNT = 10_000;
const PAGE = 500;
const REFERENCES = ['region', 'seat_count', 'cost_centers', 'blob_entity', 'can_see_pii'];
const numbers = Array.from({ length: COUNT }, (_, index) => index);
const id = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const name = (index: number): string => `first.last.${index}@acme.example`;

/** What is kept of somebody with five values. */
async function people(database: Database): Promise<void> {
  for (const index of numbers) {
    await rememberOmniUser(database, name(index), id(index));
    await seeUserValues(database, id(index), new Map(REFERENCES.map((reference) => [reference, [`value ${index}`]])));
  }
}

/** A push of two values a row, each row changed and settled. */
async function rows(database: Database): Promise<void> {
  const jobId = await addPush(database, { rows: sampleRows(COUNT) });
  for (let at = 0; at < COUNT; at += PAGE) {
    const page = numbers.slice(at, at + PAGE);
    await savePlanPage(
      database,
      jobId,
      page.map((index) => ({ index, state: 'ready', omniUserId: id(index) })),
    );
    for (const index of page) await settleRow(database, { jobId, index, state: 'changed' });
  }
}

async function entries(database: Database): Promise<void> {
  for (let at = 0; at < COUNT; at += PAGE) {
    const page = numbers.slice(at, at + PAGE);
    const made = page.map((index) =>
      auditEntry({ requestId: id(index), userName: name(index), omniUserId: id(index), before: ['apac'] }),
    );
    await database.transaction((queries) => appendAudit(queries, made));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'disk-'));
const dataDir = join(folder, 'data');
const database = await openDatabase({ dataDir });
const megabytes = (): number =>
  Math.round(Number(execFileSync('du', ['-sk', dataDir], { encoding: 'utf8' }).split('\t')[0]) / 1_024);
process.stdout.write(`DATA_DIR as the first start makes it: ${megabytes()} MiB\n`);
for (const [what, work] of Object.entries({
  'a person with 5 values': people,
  'a row of a push': rows,
  'an audit entry': entries,
})) {
  const before = await databaseBytes(database);
  await work(database);
  const each = (await databaseBytes(database)) - before;
  process.stdout.write(`${what}: ${(each / COUNT / 1_024).toFixed(2)} KiB\n`);
}
process.stdout.write(`DATA_DIR after ${COUNT} of each: ${megabytes()} MiB\n`);
await database.close();
rmSync(folder, { recursive: true });
