import type { Database } from '../src/store/database.ts';

/** Time spent in the database. */
export interface DatabaseTime {
  readonly ms: number;
  readonly calls: number;
}

/** The same database with a stopwatch. A transaction counts once, as a whole. */
export function timedDatabase(database: Database): { database: Database; time: () => DatabaseTime } {
  let ms = 0;
  let calls = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      ms += performance.now() - started;
      calls += 1;
    }
  };
  return {
    database: {
      ...database,
      query: (sql, parameters) => timed(() => database.query(sql, parameters)),
      script: (sql) => timed(() => database.script(sql)),
      transaction: (work) => timed(() => database.transaction(work)),
    },
    time: () => ({ ms, calls }),
  };
}
