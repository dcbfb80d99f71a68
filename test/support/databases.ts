import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import pg from 'pg';
import { Secret } from '../../src/base/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { openPgliteDatabase } from '../../src/store/pglite-database.ts';

const PACKAGES = join(import.meta.dirname, '../../node_modules');
/** For the first run, which creates the embedded database, on a busy machine. */
const OPEN_TIMEOUT_MS = 60_000;

export type OpenTestDatabase = () => Promise<Database>;

/** Where the server of the run listens. */
function serverUrl(): URL {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run Jest with test/support/global-setup.ts as globalSetup');
  return new URL(url);
}

/** The address of a new, empty database on the PostgreSQL server of the run. */
export async function createServerDatabase(): Promise<Secret> {
  const url = serverUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  url.pathname = name;
  return new Secret(url.href);
}

/** A new database on the PostgreSQL server of the run: the fast one, for tests of whole flows. */
const openTestDatabase: OpenTestDatabase = async () =>
  openDatabase({ databaseUrl: await createServerDatabase(), dataDir: 'unused' });

/**
 * An empty embedded database as a file: creating one takes seconds, loading it a fraction of one. It is kept beside the
 * packages for later runs, under the version that made it.
 */
async function emptySnapshot(): Promise<Blob> {
  const { version } = JSON.parse(readFileSync(join(PACKAGES, '@electric-sql/pglite/package.json'), 'utf8'));
  const cache = join(PACKAGES, '.cache');
  const file = join(cache, `empty-pglite-${version}.tar`);
  if (!existsSync(file)) {
    const pglite = await PGlite.create('memory://');
    const draft = `${file}.${randomUUID()}`;
    mkdirSync(cache, { recursive: true });
    writeFileSync(draft, await (await pglite.dumpDataDir('none')).bytes());
    renameSync(draft, file); // workers may do this at the same time: the last one wins, and all are whole
    await pglite.close();
  }
  return new Blob([readFileSync(file)]);
}

/** A new embedded database in memory. */
const openEmbeddedTestDatabase: OpenTestDatabase = async () => {
  const database = await openPgliteDatabase(await emptySnapshot());
  await migrate(database);
  return database;
};

/** For `describe.each`: whatever holds on one must hold on the other. */
export const databases: [label: string, open: OpenTestDatabase][] = [
  ['the embedded database', openEmbeddedTestDatabase],
  ['a PostgreSQL server', openTestDatabase],
];

/** Empties every table of the store, as after the migrations. DELETE takes a fraction of the time of TRUNCATE here. */
export async function clean(database: Database): Promise<void> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'connector' AND tablename NOT IN ('migrations', 'audit_head')`,
  );
  // As a replica, the session does not look at foreign keys: the order of the tables does not matter.
  await database.transaction((queries) =>
    queries.script(`
      SET LOCAL session_replication_role = replica;
      ${tables.map(({ name }) => `DELETE FROM ${name};`).join('\n')}
      UPDATE connector.audit_head SET seq = DEFAULT, hash = DEFAULT, scheme = DEFAULT;`),
  );
}

/** One database for the tests of a file or block, empty at the start of each: `const db = useDatabase(open)`. */
export function useDatabase(open: OpenTestDatabase = openTestDatabase): () => Database {
  let database: Database | undefined;
  const current = (): Database => {
    if (!database) throw new Error('The database is open inside of tests only');
    return database;
  };
  beforeAll(async () => {
    database = await open();
  }, OPEN_TIMEOUT_MS);
  beforeEach(() => clean(current()));
  afterAll(() => database?.close());
  return current;
}
