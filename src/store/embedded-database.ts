import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirProblem, prepareDataDir } from './data-dir.ts';
import { lockDataDir } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { openPgliteDatabase } from './pglite-database.ts';
import { findTemplate, TEMPLATE_PLACE, unpackTemplate } from './template-database.ts';

/**
 * Makes a database in a folder that is not there: from the template, or anew where there is none or it is of no use.
 */
async function makeDatabase(draft: string, snapshot: string | undefined): Promise<void> {
  rmSync(draft, { recursive: true, force: true });
  if (snapshot !== undefined && (await unpackTemplate(snapshot, draft))) return;
  rmSync(draft, { recursive: true, force: true });
  const database = await openPgliteDatabase(draft);
  await database.close();
}

/**
 * Creates the database beside its place and moves it there when complete: a kill in between leaves no half database.
 */
async function createDatabase(folder: string, templatePlace: string): Promise<void> {
  const draft = `${folder}.new`;
  await makeDatabase(draft, findTemplate(templatePlace));
  renameSync(draft, folder);
}

/**
 * The embedded database in `dataDir`, which is made when missing and locked until `close`.
 *
 * @param templatePlace of the ready-made database that a new one begins as; without one, it takes longer and more
 *   memory
 * @throws {StartProblem} when the folder cannot be used, or another process uses it
 */
export async function openEmbeddedDatabase(dataDir: string, templatePlace = TEMPLATE_PLACE): Promise<Database> {
  prepareDataDir(dataDir);
  const unlock = lockDataDir(dataDir);
  try {
    const folder = join(dataDir, 'postgres');
    if (!existsSync(folder)) await createDatabase(folder, templatePlace);
    const database = await openPgliteDatabase(folder);
    return { ...database, close: () => database.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw dataDirProblem(error, dataDir);
  }
}
