import type { Secret } from '../base/secret.ts';
import { StartProblem } from '../errors/start-problem.ts';
import { keyedScheme } from './audit-scheme.ts';
import { hasDatabase } from './data-dir.ts';
import type { Database } from './database.ts';
import { heedServer } from './heed-server.ts';
import { endIdempotencyLeases } from './idempotency.ts';
import { clearLeases } from './leases.ts';
import { isMigrated, migrate, missingMigrations } from './migrate.ts';
import { serverProblem } from './server-problem.ts';

/** The part of a pino logger that the store uses. */
export interface StoreLog {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

export interface OpenDatabaseOptions {
  /** A PostgreSQL server; several replicas may share it. Unset = the embedded database. */
  readonly databaseUrl?: Secret | undefined;
  /** The folder of the embedded database, or `memory://` for one that ends with the process. */
  readonly dataDir: string;
  readonly log?: StoreLog | undefined;
  /** For whoever looks at what is there: none is made, since a place that is misspelt would look all in order. */
  readonly mustExist?: boolean;
  /** For whoever must not bring the tables up to date: replicas of an earlier version may be working with them. */
  readonly asItIs?: boolean;
  /** The first makes the audit entries; all of them check. */
  readonly auditKeys?: readonly Secret[] | undefined;
}

const IN_MEMORY = 'memory://';
const OTHER_SERVER =
  'the database answers from another server, or from a point in time: nothing that it remembers counts until it is read again';

async function heed(connection: Parameters<typeof heedServer>[0], log: StoreLog | undefined): Promise<void> {
  if (await heedServer(connection)) log?.warn({}, OTHER_SERVER);
}

/** Loads the client of the one kind of database alone: the other one would be time at the start, and memory. */
async function connect({ databaseUrl, dataDir, log, asItIs = false }: OpenDatabaseOptions): Promise<Database> {
  if (databaseUrl) {
    const { openPgDatabase } = await import('./pg-database.ts');
    return openPgDatabase(databaseUrl, {
      lost: (err) => log?.debug({ err }, 'a connection to the database was lost'),
      // Whoever leaves the tables as they are relies on nothing, and may look at a standby.
      ...(!asItIs && { made: (connection) => heed(connection, log) }),
    });
  }
  if (dataDir === IN_MEMORY) {
    const { openPgliteDatabase } = await import('./pglite-database.ts');
    return openPgliteDatabase(IN_MEMORY);
  }
  const { openEmbeddedDatabase } = await import('./embedded-database.ts');
  return openEmbeddedDatabase(dataDir);
}

/** Lets every transaction make and check audit entries with these keys. */
export function withAuditKeys(database: Database, keys: readonly Secret[]): Database {
  if (keys.length === 0) return database;
  const auditSchemes = keys.map(keyedScheme);
  return {
    ...database,
    auditSchemes,
    transaction: (work) => database.transaction((queries) => work({ ...queries, auditSchemes })),
  };
}

const notThere = (setting: string, what: string) =>
  new StartProblem(setting, `${what} holds no database of the connector`, 'Name the one that it works with.');

/** @throws StartProblem when the tables are those of an earlier version */
async function checkUpToDate(database: Database, setting: string): Promise<void> {
  if ((await missingMigrations(database)) === 0) return;
  const fix = 'Start the connector of this version on it first, or use the command of the version that runs.';
  throw new StartProblem(setting, 'it holds the tables of an earlier version', fix);
}

/** The embedded database has one owner: what is still held was held by a process that is gone. */
async function takeOver(database: Database): Promise<void> {
  await clearLeases(database);
  await endIdempotencyLeases(database);
}

/**
 * Opens the store and brings its tables up to date, unless they are to stay as they are.
 *
 * @throws {StartProblem} the server or DATA_DIR cannot be used, or holds no database where there must be one
 * @throws {Error} one line for the operator: the database was made by a newer version
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { mustExist = false, asItIs = false, databaseUrl, dataDir } = options;
  if (mustExist && !databaseUrl && !hasDatabase(dataDir)) throw notThere('DATA_DIR', dataDir);
  const database = await connect(options);
  try {
    if (mustExist && !(await isMigrated(database))) throw notThere('DATABASE_URL', 'the server');
    if (asItIs) await checkUpToDate(database, databaseUrl ? 'DATABASE_URL' : 'DATA_DIR');
    else await migrate(database);
    if (database.kind === 'embedded') await takeOver(database);
    // A connection that is older than the tables has found nothing to compare with.
    else if (!asItIs) await heed(database, options.log);
    return withAuditKeys(database, options.auditKeys ?? []);
  } catch (error) {
    await database.close();
    throw databaseUrl ? serverProblem(error, databaseUrl.reveal()) : error;
  }
}
