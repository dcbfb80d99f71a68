import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { Database } from '../../src/store/database.ts';

/** A clock that runs faster than the machine's. */
export interface FastClock extends Clock {
  /** Lets the database's own clock, which paces the requests to Omni, run as fast. */
  speedUp(database: Database): Promise<void>;
}

/**
 * Time for tests that cannot stop it, since real sockets are part of them: everything happens for real, and each real
 * millisecond counts as `speed`. What the machine itself needs therefore looks slower than it is, never faster.
 */
export function fastClock(speed: number): FastClock {
  const begin = Date.now();
  return {
    now: () => begin + (Date.now() - begin) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    speedUp: (database) =>
      database.script(`
        CREATE OR REPLACE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
        $$ SELECT floor(coalesce(given,
             ${begin} + (extract(epoch FROM clock_timestamp()) * 1000 - ${begin}) * ${speed}))::bigint $$`),
  };
}
