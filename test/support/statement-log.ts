import type { Database, Queries } from '../../src/store/database.ts';

/** One statement, and what it was given. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What a database was asked, for `wrapDatabase` of a start. */
export interface StatementLog {
  readonly wrap: (database: Database) => Database;
  /** Those since the last time, in order; a transaction stands between BEGIN and COMMIT. */
  take(): readonly Statement[];
}

/** What a connector asks by itself, from time to time, or where the machine is slow; each by what no call asks so. */
const OF_ITSELF = [
  // Turns of jobs, taken and kept, and leases that are kept.
  /^UPDATE connector\.jobs SET (owner = \$1|lease_until = )/,
  /^UPDATE connector\.leases SET lease_until = /,
  // What is due: callbacks, messages, schedules, writes to look after, the clock of the database.
  /^WITH due AS/,
  /^SELECT FROM connector\.(doubt|jobs) WHERE/,
  /CASE WHEN lease = ''/,
  /^SELECT .* FROM connector\.schedules/,
  /^SELECT now FROM connector\.now_ms\(NULL\) AS now WHERE/,
  // What has outlived its use.
  /^DELETE FROM connector\.\w+ WHERE ctid = ANY/,
  /^WITH gone AS \( DELETE FROM connector\.jobs/,
  // Who is to be read in spare time.
  /array_agg\(reference ORDER BY reference\) AS "references"/,
];
/** The lease of whoever reads in spare time. */
const SPARE_TIME = 'keep-fresh';

/** Writes down every statement: each is one round trip to a server, BEGIN and COMMIT are one each. */
export function statementLog(): StatementLog {
  let told: Statement[] = [];
  const note = (sql: string, parameters: readonly unknown[] = []): void => {
    const text = sql.trim().replace(/\s+/g, ' ');
    if (parameters[0] === SPARE_TIME || OF_ITSELF.some((one) => one.test(text))) return;
    told.push({ sql: text, parameters });
  };
  const listened = <Q extends Queries>(queries: Q): Q => ({
    ...queries,
    query: (sql: string, parameters?: readonly unknown[]) => {
      note(sql, parameters);
      return queries.query(sql, parameters);
    },
  });
  return {
    wrap: (database) => ({
      ...listened(database),
      transaction: async (work) => {
        note('BEGIN');
        const result = await database.transaction((queries) => work(listened(queries)));
        note('COMMIT');
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
