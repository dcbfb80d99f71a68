import type { Database, Queries } from '../../src/store/database.ts';

/** What a database was asked, for `wrapDatabase` of a start. */
export interface StatementLog {
  readonly wrap: (database: Database) => Database;
  /** The beginnings of the statements since the last call, in order; a transaction stands between BEGIN and COMMIT. */
  take(): string[];
}

/** So much of a statement tells it from every other one. */
const SHOWN = 160;

/** Writes down every statement: each is one round trip to a server, BEGIN and COMMIT are one each. */
export function statementLog(): StatementLog {
  let told: string[] = [];
  const listened = <Q extends Queries>(queries: Q): Q => ({
    ...queries,
    query: (sql: string, parameters?: readonly unknown[]) => {
      told.push(sql.trim().replace(/\s+/g, ' ').slice(0, SHOWN));
      return queries.query(sql, parameters);
    },
  });
  return {
    wrap: (database) => ({
      ...listened(database),
      transaction: async (work) => {
        told.push('BEGIN');
        const result = await database.transaction((queries) => work(listened(queries)));
        told.push('COMMIT');
        return result;
      },
    }),
    take() {
      const taken = told;
      told = [];
      return taken;
    },
  };
}
