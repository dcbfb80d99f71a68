import type { Database, Queries } from './database.ts';
import { dateDoubtAnew } from './doubt.ts';
import { updateValues } from './update-values.ts';

/** An expression of SQL: the time of a wish that is asked for now, by the database's clock. */
export const WISH_NOW = 'connector.wish_now(connector.now_ms(NULL))';

/** Behind the latest time by more than this, a clock was set back. As `connector.wish_now` has it. */
const MOMENT_MS = 1_000;
/** What lies ahead came before whoever notices: also before a call that was accepted a moment ago. */
const BEFORE_MS = 10_000;
/** No lease lasts longer, and no rest needs to. */
const REST_MS = 60_000;

/** A condition of SQL: a time of the database's clock, by which a wish was given its place, is that of one set back. */
export const isBehind = (time: string): string =>
  `(SELECT last_value FROM connector.wish_time) > ${time} + ${MOMENT_MS}`;

/**
 * An expression of SQL: the time of a wish that is recorded at `now`; what lies ahead is of a clock that was set back
 * while the wish was on its way, and came before whoever waits for it.
 */
export const notAhead = (time: string): string =>
  `CASE WHEN ${time} > now + ${MOMENT_MS} THEN now - ${BEFORE_MS} ELSE ${time} END`;

const BEHIND = `SELECT now FROM connector.now_ms(NULL) AS now WHERE ${isBehind('now')}`;

/**
 * Places keep their numbers, and so their order among each other. Looks that lie ahead count no more, and nobody rests
 * or holds anything until a time that was never meant. `$1` is now.
 */
const DATE_ANEW = [
  // Leases before values, values before notes, rows before jobs: whoever records locks them in this order.
  `UPDATE connector.leases SET lease_until = $1 + ${BEFORE_MS} WHERE lease_until > $1 + ${BEFORE_MS}`,
  updateValues(
    `place_at = CASE WHEN place_at > $1 THEN $1 - ${BEFORE_MS} ELSE place_at END, changed_at = least(changed_at, $1)`,
    'place_at > $1 OR changed_at > $1',
  ),
  `UPDATE connector.write_intents SET place_at = $1 - ${BEFORE_MS} WHERE place_at > $1`,
  `UPDATE connector.write_intents SET noted_at = $1 WHERE noted_at > $1`,
  `UPDATE connector.write_tests SET place_at = $1 - ${BEFORE_MS} WHERE place_at > $1`,
  `UPDATE connector.accepted_calls SET place_at = least(place_at, $1 - ${BEFORE_MS}), accepted_at = $1 - ${BEFORE_MS}
   WHERE accepted_at > $1`,
  `UPDATE connector.idempotency SET created_at = $1 - ${BEFORE_MS} WHERE created_at > $1`,
  `UPDATE connector.idempotency SET lease_until = $1 + ${REST_MS} WHERE lease_until > $1 + ${REST_MS}`,
  `UPDATE connector.job_omni_users SET seen_at = 1 WHERE seen_at > $1`,
  `UPDATE connector.push_rows SET wished_at = $1 - ${BEFORE_MS} WHERE wished_at > $1`,
  `UPDATE connector.push_rows SET look_at = 1 WHERE look_at > $1`,
  `UPDATE connector.push_rows SET not_before = $1 WHERE not_before > $1 AND state IN ('waiting', 'ready')`,
  // Also of one that has ended: a retry has its place.
  `UPDATE connector.jobs SET place_at = $1 - ${BEFORE_MS} WHERE place_at > $1`,
  `UPDATE connector.jobs
   SET looked_at = least(looked_at, $1), last_turn_at = least(last_turn_at, $1),
       not_before = least(not_before, $1 + ${REST_MS}), lease_until = least(lease_until, $1 + ${BEFORE_MS})
   WHERE finished_at IS NULL
     AND greatest(looked_at, last_turn_at, not_before - ${REST_MS}, lease_until - ${BEFORE_MS}) > $1`,
  `UPDATE connector.okta_hints SET due_at = $1 WHERE due_at > $1 + ${REST_MS} AND first_missing_at IS NULL`,
] as const;

async function dateAnew(queries: Queries): Promise<void> {
  const [behind] = await queries.query<{ now: number }>(BEHIND);
  if (!behind) return;
  for (const statement of DATE_ANEW) await queries.query(statement.replaceAll('$1', '$1::bigint'), [behind.now]);
  await dateDoubtAnew(queries);
}

/**
 * Notices that the clock of the database was set back, and dates anew what it has dated ahead: a wish of now would be
 * taken for an older one until that time has come. Whatever is given a place comes by here before.
 */
export async function heedClock(database: Database): Promise<void> {
  const behind = await database.query<{ now: number }>(BEHIND);
  if (behind.length === 0) return;
  await database.transaction(dateAnew);
  // Only once that is kept: whoever is cut off before leaves the rest to the next one.
  await database.query(`SELECT setval('connector.wish_time', now) FROM connector.now_ms(NULL) AS now`);
}

/** The time of what is read elsewhere from now on, as a wish has it, ms epoch. */
export async function wishNow(database: Database): Promise<number> {
  const [row] = await database.query<{ now: number; behind: boolean }>(
    `SELECT now, ${isBehind('now')} AS behind FROM ${WISH_NOW} AS now`,
  );
  if (row?.behind) await heedClock(database);
  return row?.now ?? 0;
}
