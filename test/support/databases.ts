import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import pg from 'pg';
import { Secret } from '../../src/base/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { openPgDatabase } from '../../src/store/pg-database.ts';
import { embeddedSnapshot } from './embedded-copies.ts';
import { IS_LONG } from './is-long.ts';
import { lendDatabase } from './lend-database.ts';
import { MIGRATED } from './migrated.ts';
import { played } from './played.ts';

export type OpenTestDatabase = () => Promise<Database>;

/** Where the server of the run listens. */
function serverUrl(): URL {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run Jest with test/support/global-setup.ts as globalSetup');
  return new URL(url);
}

async function createCopyOf(template: string): Promise<Secret> {
  const url = serverUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  await admin.end();
  url.pathname = name;
  return new Secret(url.href);
}

/** The address of a new database on the PostgreSQL server of the run, with the tables of the store, all empty. */
export const createServerDatabase = (): Promise<Secret> => createCopyOf(MIGRATED);

/** The address of a new database without any table. */
export const createBareServerDatabase = (): Promise<Secret> => createCopyOf('template1');

/** A database on the PostgreSQL server of the run that nobody has used: for tests of what the server knows of rows. */
export const openNewTestDatabase: OpenTestDatabase = async () =>
  openPgDatabase(await createServerDatabase(), { lost: () => undefined });

/** An empty database on the PostgreSQL server of the run: the fast one, for tests of whole flows. */
export const openTestDatabase: OpenTestDatabase = () => lendDatabase(openNewTestDatabase, clean);

/** A new embedded database in memory. Most files do without, and should not load it. */
const openEmbeddedTestDatabase: OpenTestDatabase = async () => {
  const { openPgliteDatabase } = await import('../../src/store/pglite-database.ts');
  return openPgliteDatabase(embeddedSnapshot());
};

type LabelledDatabase = [label: string, open: OpenTestDatabase];
const SERVER: LabelledDatabase = ['a PostgreSQL server', openTestDatabase];
const EMBEDDED: LabelledDatabase = ['the embedded database', openEmbeddedTestDatabase];

/**
 * For `describe.each`: whatever holds on one must hold on the other. In the everyday run it is the server, whose
 * statements cost a tenth here, and in the long one the embedded one, which the everyday run meets by the tests of
 * commands and of its own files.
 */
export const databases: readonly LabelledDatabase[] = played([SERVER], [EMBEDDED]);

/** The same for a block with a part inside of a part, whose rest needs both: the long run plays it whole. */
export const crossedDatabases: readonly LabelledDatabase[] = IS_LONG ? [EMBEDDED, SERVER] : databases;

let cleaning: string | undefined;

/** The statements that empty every table of the store. DELETE takes a fraction of the time of TRUNCATE here. */
async function cleaningOf(database: Database): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'connector' AND tablename NOT IN ('migrations', 'audit_head')`,
  );
  // As a replica, the session does not look at foreign keys: the order of the tables does not matter.
  return `
    BEGIN;
    SET LOCAL session_replication_role = replica;
    ${tables.map(({ name }) => `DELETE FROM ${name};`).join('\n')}
    UPDATE connector.audit_head SET seq = DEFAULT, hash = DEFAULT, scheme = DEFAULT,
      pruned_seq = DEFAULT, pruned_hash = DEFAULT, pruned_scheme = DEFAULT;
    SELECT setval('connector.wish_time', 0);
    COMMIT;`;
}

/** Empties every table of the store, and forgets its latest time, as after the migrations. */
export async function clean(database: Database): Promise<void> {
  cleaning ??= await cleaningOf(database);
  await database.script(cleaning);
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
  });
  beforeEach(() => clean(current()));
  afterAll(() => database?.close());
  return current;
}
