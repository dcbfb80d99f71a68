import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLog } from '../../src/base/log.ts';
import { writeBackupFile } from '../../src/cli/store/backup-file.ts';
import { doorOf, openDoor } from '../../src/cli/store/door.ts';
import { askStore, runOnStore } from '../../src/cli/store/on-store.ts';
import type { Operations } from '../../src/cli/store/operations.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { lockDataDir } from '../../src/store/data-dir-lock.ts';
import type { Database } from '../../src/store/database.ts';
import { auditEntries } from '../store/audit-entries.ts';
import { useDatabase } from '../support/databases.ts';
import { furnish } from './set-up.ts';

const db = useDatabase();
const log = createLog('silent');
const nowhere = async () => undefined;
let dataDir: string;
const closing: (() => unknown)[] = [];

/** A folder that a connector holds; behind its door is a server, which nobody on this side can tell. */
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'door-'));
  mkdirSync(join(dataDir, 'postgres'));
  closing.push(() => rmSync(dataDir, { recursive: true }), lockDataDir(dataDir));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const settings = () => ({ databaseUrl: undefined, dataDir, auditKeys: [] });
const open = async (database: Database = db()) => {
  const close = await openDoor(dataDir, database, log);
  closing.push(close);
  return close;
};

test('an operation goes through the door of the connector that holds the folder, which only its owner can use', async () => {
  await db().transaction((queries) => appendAudit(queries, auditEntries(3)));
  await open();
  expect(statSync(doorOf(dataDir)).mode & 0o777).toBe(0o600);
  expect(await askStore(settings(), 'audit-verify', {})).toMatchObject({ ok: true, checked: 3 });
});

test('a door that a killed process has left is replaced; a closed one leaves nothing behind', async () => {
  writeFileSync(doorOf(dataDir), '');
  const close = await open();
  expect(await askStore(settings(), 'audit-verify', {})).toMatchObject({ ok: true });
  await close();
  await expect(runOnStore(settings(), 'backup', {}, nowhere)).rejects.toThrow('is in use by another process');
});

test('what the connector does not know, and what it refuses, is told in its words', async () => {
  await open();
  const later = 'of-a-later-version' as keyof Operations;
  await expect(runOnStore(settings(), later, {}, nowhere)).rejects.toThrow('does not know this command');
  const { jobId } = await furnish(db());
  await expect(askStore(settings(), 'forget', { userName: 'user0@acme.example' })).rejects.toThrow(
    `wait for their end, or cancel ${jobId}. Nothing was forgotten.`,
  );
});

test('a backup that breaks off leaves no file, and another one that is under way keeps its own', async () => {
  await furnish(db());
  const failing: Database = {
    ...db(),
    transaction: (work) =>
      db().transaction((queries) => {
        let pages = 0;
        const query: typeof queries.query = async (sql, parameters) => {
          if (sql.startsWith('FETCH')) pages += 1;
          if (pages > 3) throw new Error('the disk is gone');
          return await queries.query(sql, parameters);
        };
        return work({ ...queries, query });
      }),
  };
  await open(failing);
  const file = join(dataDir, 'backup');
  const write = () => writeBackupFile(file, (line) => runOnStore(settings(), 'backup', {}, line));
  await expect(write()).rejects.toThrow('The connector has cut its answer off');
  for (const path of [file, `${file}.partial`]) expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  writeFileSync(`${file}.partial`, 'of another');
  await expect(write()).rejects.toThrow('.partial is there: another backup writes it');
  expect(statSync(`${file}.partial`).size).toBe(10);
});
