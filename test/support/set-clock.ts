import type { Database } from '../../src/store/database.ts';

/** What the clock of a database says, ms epoch, where nobody has set it. */
export const REAL_CLOCK = 'extract(epoch FROM clock_timestamp()) * 1000';

/**
 * Gives the database another clock: an expression of SQL, ms epoch. Give it `REAL_CLOCK` back at the end of the test.
 */
export const setClock = (database: Database, now: string): Promise<unknown> =>
  database.query(
    `CREATE OR REPLACE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
     $$ SELECT floor(coalesce(given, ${now}))::bigint $$`,
  );
