import type { Database, Queries } from '../src/store/database.ts';

/** What was asked of the database. */
export interface DatabaseTime {
  readonly ms: number;
  /** Those in transactions, too, without BEGIN and COMMIT. */
  readonly statements: number;
  readonly transactions: number;
}

/** The same database with a stopwatch, and counted. */
export function timedDatabase(database: Database): { database: Database; time: () => DatabaseTime } {
  let ms = 0;
  let statements = 0;
  let transactions = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      ms += performance.now() - started;
    }
  };
  const counted = <Q extends Queries>(queries: Q): Q => ({
    ...queries,
    query: (sql: string, parameters?: readonly unknown[]) => {
      statements += 1;
      return queries.query(sql, parameters);
    },
  });
  return {
    database: {
      ...database,
      query: (sql, parameters) => timed(() => counted(database).query(sql, parameters)),
      script: (sql) => timed(() => database.script(sql)),
      transaction: (work) => {
        transactions += 1;
        return timed(() => database.transaction((queries) => work(counted(queries))));
      },
    },
    time: () => ({ ms, statements, transactions }),
  };
}
