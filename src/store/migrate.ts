import { createHash } from 'node:crypto';
import type { Database, Queries } from './database.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

/** Any number, as long as it stays the same: replicas that start at once wait for each other on it. */
const MIGRATION_LOCK = 725_120_318;

/** The hash by which a step is known. */
export const stepHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** IF NOT EXISTS would ask for the right to create schemas even where an administrator has made this one. */
async function createSchema(queries: Queries): Promise<void> {
  const [found] = await queries.query<{ missing: boolean }>(`SELECT to_regnamespace('connector') IS NULL AS missing`);
  if (found?.missing) await queries.script('CREATE SCHEMA connector');
  await queries.script(`
    CREATE TABLE IF NOT EXISTS connector.migrations (
      name       text PRIMARY KEY,
      sha256     text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
}

/** Names of the steps that the database has; refuses a database that these steps did not make. */
async function readApplied(queries: Queries, migrations: readonly Migration[]): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM connector.migrations ORDER BY name',
  );
  for (const row of rows) {
    const known = migrations.find((migration) => migration.name === row.name);
    if (!known) {
      throw new Error(
        `The database was brought up to date by a newer version (${row.name} is not known to this one), and nothing was changed. Start that version, or restore a backup of before (docs/upgrading.md).`,
      );
    }
    if (stepHash(known.sql) !== row.sha256) {
      throw new Error(
        `The migration ${row.name} differs from the one the database was made with: nothing was changed.`,
      );
    }
  }
  return new Set(rows.map((row) => row.name));
}

async function apply(queries: Queries, { name, sql }: Migration): Promise<void> {
  await queries.script(sql);
  await queries.query('INSERT INTO connector.migrations (name, sha256) VALUES ($1, $2)', [name, stepHash(sql)]);
}

/** Waits for whoever makes the tables at this moment, until the end of the transaction. */
export async function lockMigrations(queries: Queries): Promise<void> {
  await queries.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
}

/** Whether this database was ever the connector's; nothing is changed. */
export async function isMigrated(queries: Queries): Promise<boolean> {
  const [found] = await queries.query<{ made: boolean }>(
    `SELECT to_regclass('connector.migrations') IS NOT NULL AS made`,
  );
  return found?.made === true;
}

/**
 * How many steps the database lacks; nothing is changed.
 *
 * @throws {Error} when the database is newer than this version, or one of its steps was changed
 */
export async function missingMigrations(
  queries: Queries,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  return migrations.length - ((await isMigrated(queries)) ? (await readApplied(queries, migrations)).size : 0);
}

/**
 * Brings the tables (all in the PostgreSQL schema `connector`) up to date, in one transaction: all steps or none.
 *
 * @throws {Error} when the database is newer than this version, or one of its steps was changed
 */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  // Nearly every start: nothing to wait for, and nothing to do.
  if ((await missingMigrations(database, migrations)) === 0) return;
  await database.transaction(async (queries) => {
    await lockMigrations(queries);
    await createSchema(queries);
    const applied = await readApplied(queries, migrations);
    for (const migration of migrations) {
      if (!applied.has(migration.name)) await apply(queries, migration);
    }
  });
}
