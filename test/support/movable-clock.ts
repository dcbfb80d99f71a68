import type { Database } from '../../src/store/database.ts';

/** Lets the clock of a database be moved while processes work with it; it goes on as the machine's does. */
export const makeClockMovable = (database: Database): Promise<void> =>
  database.script(`
    CREATE SEQUENCE connector.test_ahead MINVALUE -1000000000000 START 0;
    CREATE OR REPLACE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
    $$ SELECT floor(coalesce(given, extract(epoch FROM clock_timestamp()) * 1000 + last_value))::bigint
       FROM connector.test_ahead $$`);

/** Moves a clock that was made movable by so many milliseconds; what stands in $1. */
export const MOVE_CLOCK = `SELECT setval('connector.test_ahead', last_value + $1::bigint) FROM connector.test_ahead`;
