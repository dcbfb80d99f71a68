import { PGlite, types } from '@electric-sql/pglite';
import type { Database, Queries } from './database.ts';
import { runWork, toStoreError } from './statements.ts';

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
  const options = typeof source === 'string' ? { dataDir: source, parsers } : { loadDataDir: source, parsers };
  const pglite = await PGlite.create(options);

  return {
    kind: 'embedded',
    ...queriesOf(pglite),
    transaction: (work) => pglite.transaction((connection) => runWork(queriesOf(connection), work)),
    close: () => pglite.close(),
  };
}
