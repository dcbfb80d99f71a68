import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirProblem, prepareDataDir } from './data-dir.ts';
import { lockDataDir } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { openPgliteDatabase } from './pglite-database.ts';

/**
 * Creates the database beside its place and moves it there when complete: a kill in between leaves no half database.
 */
async function createDatabase(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  const database = await openPgliteDatabase(draft);
  await database.close();
  renameSync(draft, folder);
}

/**
 * The embedded database in `dataDir`, which is made when missing and locked until `close`. The first start takes some
 * seconds, a later one less than one.
 *
 * @throws {StartProblem} when the folder cannot be used, or another process uses it
 */
export async function openEmbeddedDatabase(dataDir: string): Promise<Database> {
  prepareDataDir(dataDir);
  const unlock = lockDataDir(dataDir);
  try {
    const folder = join(dataDir, 'postgres');
    if (!existsSync(folder)) await createDatabase(folder);
    const database = await openPgliteDatabase(folder);
    return { ...database, close: () => database.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw dataDirProblem(error, dataDir);
  }
}
