import type { Clock } from '../../src/base/clock.ts';
import type { Database, Queries } from '../../src/store/database.ts';

/** A clock that runs faster than the machine's, and waits for the machine. */
export interface FastClock extends Clock {
  /** Lets so much time pass at once. */
  leap(ms: number): void;
  /** The database with this clock as its own. */
  on(database: Database): Database;
}

/** A turn: the real milliseconds after which sleepers are looked after, and for which time passes. */
const TURN_MS = 4;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** What the store asks the database's own clock. */
const DATABASE_TIME = /connector\.now_ms\((\$\d+|NULL)\)/gi;

/**
 * Time for tests that cannot stop it, since real sockets are part of them: everything happens for real, and time passes
 * `speed` times as fast, but by turns of this process, and in none in which the database has only been waited for. On a
 * busy or slow machine turns are later, not longer: what a call has to do takes about as much of this time as ever.
 */
export function fastClock(speed: number): FastClock {
  const sleepers = new Set<Sleeper>();
  let now = Date.now();
  let statements = 0;
  let answers = 0;
  let turning = false;

  function pass(): void {
    if (statements === 0 || answers > 0) now += TURN_MS * speed;
    answers = 0;
  }

  function wakeTheDue(): void {
    const due = [...sleepers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    for (const sleeper of due) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  /** Time passes only while somebody sleeps, so that nothing is left of a clock after its test. */
  async function turn(): Promise<void> {
    if (turning) return;
    turning = true;
    while (sleepers.size > 0) {
      await new Promise<void>((resolve) => void setTimeout(resolve, TURN_MS).unref());
      pass();
      wakeTheDue();
    }
    turning = false;
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = (): void => {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      const sleeper = { at: now + ms, wake };
      signal?.addEventListener('abort', cancel, { once: true });
      sleepers.add(sleeper);
      void turn();
    });
  }

  async function counted<T>(statement: Promise<T>): Promise<T> {
    statements += 1;
    return await statement.finally(() => {
      statements -= 1;
      answers += 1;
    });
  }

  const byThisClock = (sql: string): string =>
    sql.replace(DATABASE_TIME, (_, given) => `connector.now_ms(coalesce(${given}::float8, ${now}))`);
  const queriesOf = (queries: Queries): Queries => ({
    ...queries,
    query: (sql, parameters) => counted(queries.query(byThisClock(sql), parameters)),
    script: (sql) => counted(queries.script(byThisClock(sql))),
  });

  return {
    now: () => Math.floor(now),
    sleep,
    leap: (ms) => {
      now += ms;
      wakeTheDue();
    },
    on: (database) => ({
      ...database,
      ...queriesOf(database),
      transaction: (work) => database.transaction((queries) => work(queriesOf(queries))),
    }),
  };
}
