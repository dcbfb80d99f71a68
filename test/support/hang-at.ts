import type { Database, Queries } from '../../src/store/database.ts';
import { atTestEnd } from './at-test-end.ts';

/**
 * For `wrapDatabase` of a start: a database that does not come to a statement of this form once, while the test runs.
 */
export function hangAt(form: RegExp): (database: Database) => Database {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  atTestEnd(async () => goOn());
  let hasHung = false;
  const hanging = <Q extends Queries>(queries: Q): Q => ({
    ...queries,
    query: async (sql: string, parameters?: readonly unknown[]) => {
      if (!hasHung && form.test(sql)) {
        hasHung = true;
        await promise;
      }
      return await queries.query(sql, parameters);
    },
  });
  return (database) => ({
    ...hanging(database),
    transaction: (work) => database.transaction((queries) => work(hanging(queries))),
  });
}
