import type { Clock } from '../base/clock.ts';
import type { Database } from './database.ts';
import { isDatabaseGone } from './is-gone.ts';

/** The part of a pino logger that the watch uses. */
export interface WatchLog {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const REMIND_EVERY_MS = 60_000;
/**
 * A disk that is full or broken, a standby (https://www.postgresql.org/docs/current/errcodes-appendix.html): what reads
 * goes on, and says nothing about what writes.
 */
const REFUSES = /^(53100|58030|25006)$/;
/** So long nothing was refused: it writes again. */
const QUIET_MS = 5_000;

/** The words of the driver, without a stack: the statement's parameters are in neither. */
function reasonOf(thrown: unknown): { readonly code: unknown; readonly reason: unknown } {
  const { cause } = thrown as { readonly cause?: { readonly code?: unknown; readonly message?: unknown } };
  return { code: cause?.code, reason: cause?.message };
}

/**
 * Tells the log that the database is gone, once a minute that it still is, and that it is back: the one place that
 * does, so that whoever else meets it need not (`logFailure`).
 *
 * @param options.ended whoever asks from then on is late: that the database is closed is nothing to tell of
 */
export function watchDatabase(
  database: Database,
  { log, clock, ended }: { readonly log: WatchLog; readonly clock: Clock; readonly ended?: AbortSignal },
): Database {
  let goneAt: number | undefined;
  /** When it refused something last; undefined: it does not answer at all. */
  let refusedAt: number | undefined;
  let toldAt = 0;
  let asked = 0;
  /** What was asked before the last change tells nothing new: several are on their way when it goes or comes. */
  let changedAt = 0;
  const seconds = (since: number): number => Math.round((clock.now() - since) / 1_000);

  function gone(thrown: unknown, order: number): void {
    if (goneAt === undefined && order <= changedAt) return;
    const now = clock.now();
    const reason = reasonOf(thrown);
    refusedAt = REFUSES.test(String(reason.code)) ? now : undefined;
    const what = refusedAt === undefined ? 'does not answer' : 'does not write';
    if (goneAt === undefined) changedAt = asked;
    if (goneAt === undefined) log.error(reason, `the database ${what}; calls get 503 until it does`);
    else if (now - toldAt >= REMIND_EVERY_MS)
      log.error({ ...reason, goneSeconds: seconds(goneAt) }, `the database still ${what}`);
    else return;
    goneAt ??= now;
    toldAt = now;
  }

  function back(order: number): void {
    if (goneAt === undefined || order <= changedAt) return;
    if (refusedAt !== undefined && clock.now() - refusedAt < QUIET_MS) return;
    changedAt = asked;
    log.warn(
      { goneSeconds: seconds(goneAt) },
      refusedAt === undefined ? 'the database answers again' : 'the database writes again',
    );
    goneAt = undefined;
    refusedAt = undefined;
  }

  async function watched<T>(work: Promise<T>): Promise<T> {
    asked += 1;
    const order = asked;
    try {
      const result = await work;
      back(order);
      return result;
    } catch (thrown) {
      if (isDatabaseGone(thrown) && !ended?.aborted) gone(thrown, order);
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
