import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from '../base/secret.ts';
import { StartProblem } from '../errors/start-problem.ts';
import { checkDataDir } from './data-dir.ts';
import { DataDirInUse, lockDataDir } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { missingMigrations } from './migrate.ts';
import { openPgDatabase } from './pg-database.ts';
import { serverProblem } from './server-problem.ts';

const RIGHTS = `
  SELECT has_database_privilege(current_database(), 'CREATE') OR to_regnamespace('connector') IS NOT NULL AS "mayMake"`;

async function lookAt(database: Database): Promise<string> {
  const [rights] = await database.query<{ mayMake: boolean }>(RIGHTS);
  if (!rights?.mayMake) throw Object.assign(new Error('no right to make the schema'), { code: '42501' });
  const missing = await missingMigrations(database);
  return missing === 0
    ? 'The PostgreSQL server works.'
    : `The PostgreSQL server works; the next start makes ${missing} steps of its tables.`;
}

async function lookAtServer(databaseUrl: Secret): Promise<string> {
  const database = openPgDatabase(databaseUrl, { lost: () => undefined });
  try {
    return await lookAt(database);
  } catch (thrown) {
    throw serverProblem(thrown, databaseUrl.reveal());
  } finally {
    await database.close();
  }
}

function isInUse(dataDir: string): boolean {
  if (!existsSync(join(dataDir, 'lock'))) return false;
  try {
    lockDataDir(dataDir)();
    return false;
  } catch (thrown) {
    if (thrown instanceof DataDirInUse) return true;
    throw thrown;
  }
}

function lookAtFolder(dataDir: string): string {
  checkDataDir(dataDir);
  const folder = join(dataDir, 'postgres');
  if (!existsSync(folder)) return `The first start makes the embedded database in ${dataDir}.`;
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    throw new StartProblem('DATA_DIR', `${folder} is no database`, 'Put a copy of it back, or name an empty folder.');
  }
  if (isInUse(dataDir)) return `A process, such as a running connector, has the embedded database in ${dataDir} open.`;
  return `There is an embedded database in ${dataDir}.`;
}

/**
 * Looks whether the database can be used, and changes nothing: no table, no file.
 *
 * @returns what was found, in a sentence
 * @throws StartProblem; Error for a database of a newer version
 */
export async function lookAtDatabase({
  databaseUrl,
  dataDir,
}: {
  readonly databaseUrl: Secret | undefined;
  readonly dataDir: string;
}): Promise<string> {
  return databaseUrl ? await lookAtServer(databaseUrl) : lookAtFolder(dataDir);
}
