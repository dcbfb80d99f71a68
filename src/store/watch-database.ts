import type { Clock } from '../base/clock.ts';
import type { Database } from './database.ts';
import { isDatabaseGone } from './is-gone.ts';

/** The part of a pino logger that the watch uses. */
export interface WatchLog {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const REMIND_EVERY_MS = 60_000;

/** The words of the driver, without a stack: the statement's parameters are in neither. */
function reasonOf(thrown: unknown): object {
  const { cause } = thrown as { readonly cause?: { readonly code?: unknown; readonly message?: unknown } };
  return { code: cause?.code, reason: cause?.message };
}

/**
 * Tells the log that the database is gone, once a minute that it still is, and that it is back: the one place that
 * does, so that whoever else meets it need not (`logFailure`).
 */
export function watchDatabase(
  database: Database,
  { log, clock }: { readonly log: WatchLog; readonly clock: Clock },
): Database {
  let goneAt: number | undefined;
  let toldAt = 0;
  let asked = 0;
  /** What was asked before the last change tells nothing new: several are on their way when it goes or comes. */
  let changedAt = 0;
  const seconds = (since: number): number => Math.round((clock.now() - since) / 1_000);

  function gone(thrown: unknown, order: number): void {
    if (goneAt === undefined && order <= changedAt) return;
    const now = clock.now();
    if (goneAt === undefined) changedAt = asked;
    if (goneAt === undefined) log.error(reasonOf(thrown), 'the database does not answer; calls get 503 until it does');
    else if (now - toldAt >= REMIND_EVERY_MS)
      log.error({ ...reasonOf(thrown), goneSeconds: seconds(goneAt) }, 'the database still does not answer');
    else return;
    goneAt ??= now;
    toldAt = now;
  }

  function back(order: number): void {
    if (goneAt === undefined || order <= changedAt) return;
    changedAt = asked;
    log.warn({ goneSeconds: seconds(goneAt) }, 'the database answers again');
    goneAt = undefined;
  }

  async function watched<T>(work: Promise<T>): Promise<T> {
    asked += 1;
    const order = asked;
    try {
      const result = await work;
      back(order);
      return result;
    } catch (thrown) {
      if (isDatabaseGone(thrown)) gone(thrown, order);
      throw thrown;
    }
  }

  return {
    ...database,
    query: (sql, parameters) => watched(database.query(sql, parameters)),
    script: (sql) => watched(database.script(sql)),
    transaction: (work) => watched(database.transaction(work)),
  };
}
