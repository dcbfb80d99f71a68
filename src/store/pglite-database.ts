import { setFlagsFromString } from 'node:v8';
import { PGlite, types } from '@electric-sql/pglite';
import type { Database, Queries } from './database.ts';
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

function queriesOf(connection: Pick<PGlite, 'query' | 'exec'>): Queries {
  const run = async <T>(statement: () => Promise<T>): Promise<T> => {
    try {
      return await statement();
    } catch (error) {
      throw toStoreError(error);
    }
  };

  return {
    query: async <T>(sql: string, parameters: readonly unknown[] = []) =>
      (await run(() => connection.query<T>(sql, [...parameters]))).rows,
    script: async (sql) => {
      await run(() => connection.exec(sql));
    },
  };
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

  return {
    kind: 'embedded',
    ...queriesOf(pglite),
    transaction: (work) => pglite.transaction((connection) => runWork(queriesOf(connection), work)),
    close: () => pglite.close(),
  };
}
