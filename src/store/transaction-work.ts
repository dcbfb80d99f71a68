import type { Queries } from './database.ts';

/**
 * Runs the work of one transaction and throws when any of its statements failed, even if the work caught that:
 * PostgreSQL answers the COMMIT of a failed transaction with a silent rollback, which must not look like success.
 */
export async function runWork<T>(queries: Queries, work: (queries: Queries) => Promise<T>): Promise<T> {
  const failures: unknown[] = [];
  const watched = <R>(result: Promise<R>): Promise<R> =>
    result.catch((error: unknown) => {
      failures.push(error);
      throw error;
    });

  const result = await work({
    query: (sql, parameters) => watched(queries.query(sql, parameters)),
    script: (sql) => watched(queries.script(sql)),
  });
  if (failures.length > 0) throw failures[0];
  return result;
}
