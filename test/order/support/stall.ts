import { type Clock, monotonic, systemClock } from '../../../src/base/clock.ts';
import type { Database } from '../../../src/store/database.ts';

/** A process that stops once, and goes on later; its clocks have run meanwhile, and nothing has renewed its leases. */
function stallingProcess() {
  const reached = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let skippedMs = 0;
  let isArmed = true;
  /** Stops here, the first time that it comes by. */
  const stop = async (): Promise<void> => {
    if (!isArmed) return;
    isArmed = false;
    reached.resolve();
    await go.promise;
  };
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
  return { stop, clock, reached: reached.promise, wakeAfter };
}

/** Stops a process once it has looked for open writes of a user, right before it claims its own. */
export function stallBeforeClaim() {
  const { stop, ...process } = stallingProcess();
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: async (sql, parameters) => {
      const rows = await database.query<never>(sql, parameters);
      if (sql.includes('FROM connector.write_intents AS open WHERE omni_user_id')) await stop();
      return rows;
    },
  });
  return { ...process, wrapDatabase };
}

/** Stops a process right before it asks a statement of this kind outside of a transaction. */
export function stallBefore(isAsked: (sql: string, parameters: readonly unknown[]) => boolean) {
  const { stop, ...process } = stallingProcess();
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: async (sql, parameters) => {
      if (isAsked(sql, parameters ?? [])) await stop();
      return await database.query<never>(sql, parameters);
    },
  });
  return { ...process, wrapDatabase };
}

const isClaimOf = (sql: string): boolean => sql.includes('INSERT INTO connector.write_intents');

/** Stops a process right after it has noted a write: by one statement, or in a transaction with others. */
export function stallAfterClaim() {
  const { stop, ...process } = stallingProcess();
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: async (sql, parameters) => {
      const rows = await database.query<never>(sql, parameters);
      if (isClaimOf(sql)) await stop();
      return rows;
    },
    transaction: async (work) => {
      let isClaim = false;
      const result = await database.transaction((queries) =>
        work({
          ...queries,
          query: (sql, parameters) => {
            isClaim ||= isClaimOf(sql);
            return queries.query(sql, parameters);
          },
        }),
      );
      if (isClaim) await stop();
      return result;
    },
  });
  return { ...process, wrapDatabase };
}
