import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from '../errors/start-problem.ts';
import { dataDirProblem, prepareDataDir } from './data-dir.ts';
import { lockDataDir } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { openPgliteDatabase } from './pglite-database.ts';
import { findTemplate, TEMPLATE_PLACE, unpackTemplate } from './template-database.ts';

/** Where a database is that went to a server. */
const MOVED = 'postgres.moved';

/** What is restored or moved goes where no connector has ever been at work, so that nothing is mixed or lost. */
export const notEmpty = (setting: string, what: string) =>
  new StartProblem(
    setting,
    `${what} holds a database of the connector already`,
    'Name a place where none has started.',
  );

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

/** As `createDatabase`, and it is complete when `fill` has done its work. */
async function createFilled<T>(
  folder: string,
  templatePlace: string,
  fill: (database: Database) => Promise<T>,
): Promise<T> {
  const draft = `${folder}.new`;
  await makeDatabase(draft, findTemplate(templatePlace));
  const database = await openPgliteDatabase(draft);
  try {
    const result = await fill(database);
    await database.close();
    renameSync(draft, folder);
    return result;
  } catch (thrown) {
    await database.close().catch(() => undefined);
    rmSync(draft, { recursive: true, force: true });
    throw thrown;
  }
}

/** A database that went to a server would begin anew with nothing, and know nothing of what it has written. */
function checkNotMoved(dataDir: string): void {
  if (!existsSync(join(dataDir, MOVED))) return;
  const fix = `Set DATABASE_URL, or name another folder; to go back to the database as it was then, rename ${MOVED} to postgres.`;
  throw new StartProblem('DATA_DIR', `the database of ${dataDir} was moved to a server`, fix);
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
    if (!existsSync(folder)) {
      checkNotMoved(dataDir);
      await createDatabase(folder, templatePlace);
    }
    const database = await openPgliteDatabase(folder);
    return { ...database, close: () => database.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw dataDirProblem(error, dataDir);
  }
}

/**
 * Makes the embedded database in `dataDir` of something else than nothing: it is there when `fill` has done its work,
 * and not at all when that fails.
 *
 * @param fill gets a database without any table of the connector
 * @throws {StartProblem} when the folder cannot be used, another process uses it, or there is a database
 */
export async function fillEmbeddedDatabase<T>(
  dataDir: string,
  fill: (database: Database) => Promise<T>,
  templatePlace = TEMPLATE_PLACE,
): Promise<T> {
  prepareDataDir(dataDir);
  const unlock = lockDataDir(dataDir);
  try {
    const folder = join(dataDir, 'postgres');
    if (existsSync(folder)) throw notEmpty('DATA_DIR', dataDir);
    return await createFilled(folder, templatePlace, async (database) => {
      await database.script('DROP SCHEMA IF EXISTS connector CASCADE');
      return await fill(database);
    });
  } finally {
    unlock();
  }
}

/**
 * Puts a database that went to a server aside, so that no connector starts on it any more.
 *
 * @returns where it is now
 * @throws {StartProblem} when one has started on it meanwhile
 */
export function putMovedAside(dataDir: string): string {
  const place = join(dataDir, MOVED);
  const unlock = lockDataDir(dataDir);
  try {
    renameSync(join(dataDir, 'postgres'), place);
  } finally {
    unlock();
  }
  return place;
}
