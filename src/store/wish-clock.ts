import type { Database, Queries } from './database.ts';
import { dateDoubtAnew } from './doubt.ts';
import { updateValues } from './update-values.ts';

/** An expression of SQL: the time of a wish that is asked for now, by the database's clock. */
export const WISH_NOW = 'connector.wish_now(connector.now_ms(NULL))';

/** The same, unless a time is given: a parameter that is null, or ms epoch. */
export const wishNowOr = (given: string): string =>
  `CASE WHEN ${given}::float8 IS NULL THEN ${WISH_NOW} ELSE connector.now_ms(${given}) END`;

/** Behind the latest time by more than this, a clock was set back. As `connector.wish_now` has it. */
const MOMENT_MS = 1_000;
/**
 * What lies ahead came before whoever notices: also before a call that was accepted a moment ago, as far as nothing
 * that was asked for earlier lies in between.
 */
const BEFORE_MS = 10_000;
/** No lease lasts longer, and no rest needs to. */
const REST_MS = 60_000;

/** A condition of SQL: a time of the database's clock, by which a wish was given its place, is that of one set back. */
export const isBehind = (time: string): string =>
  `(SELECT last_value FROM connector.wish_time) > ${time} + ${MOMENT_MS}`;

/**
 * An expression of SQL: the time of a wish that is recorded at `now`; what lies ahead is of a clock that was set back
 * while the wish was on its way, and has been dated back since, or came before whoever waits for it.
 *
 * @param seq its number
 */
export const notAhead = (time: string, seq: string): string => `
  CASE WHEN ${time} > now + ${MOMENT_MS} THEN coalesce((
    SELECT max(place.at) FROM (
      SELECT place_at AS at FROM connector.accepted_calls WHERE place_seq = ${seq}
      UNION ALL SELECT place_at FROM connector.jobs WHERE place_seq = ${seq}
    ) AS place WHERE place.at <= now), now - ${BEFORE_MS}) ELSE ${time} END`;

const BEHIND = `SELECT now FROM connector.now_ms(NULL) AS now WHERE ${isBehind('now')}`;

/** Every place that somebody may still be compared with. */
const PLACES = `
  SELECT place_at AS at, place_seq AS seq FROM connector.user_values
  UNION ALL SELECT place_at, place_seq FROM connector.jobs
  UNION ALL SELECT place_at, place_seq FROM connector.accepted_calls
  UNION ALL SELECT wished_at, coalesce(wished_seq, job.place_seq)
  FROM connector.push_rows JOIN connector.jobs AS job ON job.id = job_id WHERE wished_at IS NOT NULL`;

/**
 * The clock where it is behind, and to which time what lies ahead is dated back: after all that was asked for before.
 */
const BACK = `
  WITH clock AS MATERIALIZED (${BEHIND}), places AS MATERIALIZED (
    SELECT at, seq, at > now AS ahead, now FROM clock, (${PLACES}) AS place WHERE at >= now - ${BEFORE_MS}
  )
  SELECT now, greatest(now - ${BEFORE_MS}, (
    SELECT least(now, at + 1) FROM places
    WHERE NOT ahead AND seq < (SELECT max(seq) FROM places WHERE ahead) ORDER BY at DESC LIMIT 1
  )) AS back FROM clock`;

/**
 * Places keep their numbers, and so their order among each other. Looks that lie ahead count no more, and nobody rests
 * or holds anything until a time that was never meant.
 */
const dateAnewSql = (now: number, back: number): readonly string[] => [
  // Leases before values, values before notes, rows before jobs: whoever records locks them in this order.
  `UPDATE connector.leases SET lease_until = ${now} + ${BEFORE_MS} WHERE lease_until > ${now} + ${BEFORE_MS}`,
  updateValues(
    `place_at = CASE WHEN place_at > ${now} THEN ${back} ELSE place_at END, changed_at = least(changed_at, ${now})`,
    `place_at > ${now} OR changed_at > ${now}`,
  ),
  `UPDATE connector.write_intents SET place_at = ${back} WHERE place_at > ${now}`,
  `UPDATE connector.write_intents SET noted_at = ${now} WHERE noted_at > ${now}`,
  `UPDATE connector.write_tests SET place_at = ${back} WHERE place_at > ${now}`,
  `UPDATE connector.accepted_calls SET place_at = least(place_at, ${back}), accepted_at = ${back}
   WHERE accepted_at > ${now}`,
  `UPDATE connector.idempotency SET created_at = ${back} WHERE created_at > ${now}`,
  `UPDATE connector.idempotency SET lease_until = ${now} + ${REST_MS} WHERE lease_until > ${now} + ${REST_MS}`,
  `UPDATE connector.job_omni_users SET seen_at = 1 WHERE seen_at > ${now}`,
  `UPDATE connector.push_rows SET wished_at = ${back} WHERE wished_at > ${now}`,
  `UPDATE connector.push_rows SET look_at = 1 WHERE look_at > ${now}`,
  `UPDATE connector.push_rows SET not_before = ${now} WHERE not_before > ${now} AND state IN ('waiting', 'ready')`,
  // Also of one that has ended: a retry has its place.
  `UPDATE connector.jobs SET place_at = ${back} WHERE place_at > ${now}`,
  `UPDATE connector.jobs
   SET last_turn_at = least(last_turn_at, ${now}),
       not_before = least(not_before, ${now} + ${REST_MS}), lease_until = least(lease_until, ${now} + ${BEFORE_MS})
   WHERE finished_at IS NULL
     AND greatest(last_turn_at, not_before - ${REST_MS}, lease_until - ${BEFORE_MS}) > ${now}`,
  // How old looks are is not known: they may have been made by the clock that ran ahead.
  `UPDATE connector.jobs
   SET looked_at = CASE WHEN looked_at > ${now} THEN 0
                        ELSE greatest(looked_at + ${now} - (SELECT last_value FROM connector.wish_time), 1) END
   WHERE finished_at IS NULL AND looked_at > 0`,
  `UPDATE connector.okta_hints SET due_at = ${now} WHERE due_at > ${now} + ${REST_MS} AND first_missing_at IS NULL`,
];

async function dateAnew(queries: Queries): Promise<void> {
  const [behind] = await queries.query<{ now: number; back: number }>(BACK);
  // Somebody else has dated anew meanwhile.
  if (!behind) return;
  for (const statement of dateAnewSql(behind.now, behind.back)) await queries.query(statement);
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

const NO_TIME = { now: 0, behind: false };

/** The time of what is read elsewhere from now on, as a wish has it, ms epoch. */
export async function wishNow(database: Database): Promise<number> {
  const [{ now, behind } = NO_TIME] = await database.query<typeof NO_TIME>(
    `SELECT now, ${isBehind('now')} AS behind FROM ${WISH_NOW} AS now`,
  );
  if (!behind) return now;
  await heedClock(database);
  return await wishNow(database);
}
