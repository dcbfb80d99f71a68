import { setFlagsFromString } from 'node:v8';
import { PGlite, types } from '@electric-sql/pglite';
import type { Database, Queries } from './database.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { runWork, toStoreError } from './statements.ts';

/**
 * PostgreSQL's own cache, which the file system's stands behind. With the default of 128 MB the process holds that much
 * more.
 */
const START = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * Keeps V8 from optimizing the code of the database, as the largest of its functions takes 600 MB for that: no function
 * has this number. It runs as V8 compiles it first, which is soon enough for what Omni's limit lets through
 * (docs/decisions.md has the figures).
 */
const NOT_OPTIMIZED = '--wasm-tier-up-filter=2147483647';

/** Runs one thing after the other: there is one connection, and a transaction has it to itself. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

const storeError = (thrown: unknown): never => {
  throw toStoreError(thrown);
};

function queriesOf(pglite: PGlite, statements: PreparedStatements): Queries {
  return {
    query: (sql, parameters) => statements.run<never>(sql, parameters).catch(storeError),
    script: async (sql) => {
      await statements.forget().catch(storeError);
      await pglite.exec(sql).catch(storeError);
    },
  };
}

/** Commits what work has done; of work that throws nothing is kept. */
async function inTransaction<T>(queries: Queries, work: (queries: Queries) => Promise<T>): Promise<T> {
  await queries.query('BEGIN');
  try {
    const result = await runWork(queries, work);
    await queries.query('COMMIT');
    return result;
  } catch (thrown) {
    await queries.query('ROLLBACK');
    throw thrown;
  }
}

/**
 * The embedded PostgreSQL as a database of the store.
 *
 * @param source the folder of the database, `memory://`, or a snapshot made by `dumpDataDir`
 */
export async function openPgliteDatabase(source: string | Blob): Promise<Database> {
  // bigint as number: ours are sequence numbers and milliseconds, all far below 2^53.
  const parsers = { [types.INT8]: Number };
  const place = typeof source === 'string' ? { dataDir: source } : { loadDataDir: source };
  setFlagsFromString(NOT_OPTIMIZED);
  const pglite = await PGlite.create({ ...place, parsers, startParams: START });

  const queries = queriesOf(pglite, new PreparedStatements(pglite));
  const inTurn = oneAtATime();
  const whileOpen = <T>(work: () => Promise<T>): Promise<T> =>
    inTurn(() => (pglite.closed ? storeError(new Error('the database is closed')) : work()));
  return {
    kind: 'embedded',
    query: (sql, parameters) => whileOpen(() => queries.query(sql, parameters)),
    script: (sql) => whileOpen(() => queries.script(sql)),
    transaction: (work) => whileOpen(() => inTransaction(queries, work)),
    close: () => inTurn(() => pglite.close()),
  };
}
