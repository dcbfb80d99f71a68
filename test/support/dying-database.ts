import type { Database } from '../../src/store/database.ts';

/** A database whose process dies at the end of every third transaction, before it is committed. */
export function dying(database: Database): Database {
  let transactions = 0;
  return {
    ...database,
    kind: database.kind,
    query: (sql, parameters) => database.query(sql, parameters),
    transaction: (work) =>
      database.transaction(async (queries) => {
        const result = await work(queries);
        transactions += 1;
        if (transactions % 3 === 0) throw new Error('killed');
        return result;
      }),
  };
}
