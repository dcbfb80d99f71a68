import { type Clock, monotonic, systemClock } from '../../../src/base/clock.ts';
import type { Database } from '../../../src/store/database.ts';

/**
 * Stops a process once it has looked for open writes of a user, right before it claims its own, and lets it go on
 * later; its clocks have run meanwhile, and nothing has renewed its leases.
 */
export function stallBeforeClaim() {
  const reached = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let skippedMs = 0;
  let isArmed = true;
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: async (sql, parameters) => {
      const rows = await database.query<never>(sql, parameters);
      if (isArmed && sql.includes('FROM connector.write_intents AS open WHERE omni_user_id')) {
        isArmed = false;
        reached.resolve();
        await go.promise;
      }
      return rows;
    },
  });
  const clock: Clock = {
    now: () => systemClock.now() + skippedMs,
    monotonic: () => monotonic(systemClock) + skippedMs,
    sleep: async (ms, signal) => {
      await systemClock.sleep(ms, signal);
      if (!isArmed) await go.promise;
    },
  };
  const wakeAfter = (ms: number): void => {
    skippedMs = ms;
    go.resolve();
  };
  return { wrapDatabase, clock, reached: reached.promise, wakeAfter };
}
