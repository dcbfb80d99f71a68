import type { Retention } from '../config/retention.ts';
import { SESSION_MOST_MS } from './console-sessions.ts';
import type { Queries } from './database.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Far longer than a call lasts: what it has come to is known otherwise by then. */
const ACCEPTED_CALL_LIFE_MS = 600_000;
/** No policy has named the group for so long. */
const GROUP_LIFE_MS = 90 * DAY_MS;
/** How long what a job has collected of Okta and Omni stays once it has ended. */
const COLLECTED_LIFE_MS = HOUR_MS;

/** So many rows go in one statement: others wait no longer for it than for a small write. */
const BATCH_ROWS = 1_000;
/** And so many statements in a row: the next time may do the rest. */
const MAX_BATCHES = 50;

/** What ends by itself. */
interface Purge {
  readonly table: string;
  /**
   * Which rows are gone: `$1` is the moment before which they are too old, ms epoch, and `now` the database's clock.
   */
  readonly where: string;
  readonly lifeMs: number;
}

const purgesOf = ({ idempotencyHours, eventDays, peopleDays }: Retention): readonly Purge[] => [
  {
    // A call that is still held stays, however old.
    table: 'idempotency',
    where: `created_at <= $1 AND (state = 'done' OR lease_until <= now)`,
    lifeMs: idempotencyHours * HOUR_MS,
  },
  { table: 'seen_events', where: 'seen_at <= $1', lifeMs: eventDays * DAY_MS },
  { table: 'okta_events', where: 'seen_at <= $1', lifeMs: eventDays * DAY_MS },
  { table: 'accepted_calls', where: 'accepted_at <= $1', lifeMs: ACCEPTED_CALL_LIFE_MS },
  { table: 'okta_groups', where: 'seen_at <= $1', lifeMs: GROUP_LIFE_MS },
  { table: 'console_sessions', where: 'began_at <= $1', lifeMs: SESSION_MOST_MS },
  { table: 'leases', where: 'lease_until <= $1', lifeMs: 0 },
  { table: 'omni_users', where: 'seen_at <= $1', lifeMs: peopleDays * DAY_MS },
  { table: 'shared_names', where: 'seen_at <= $1', lifeMs: peopleDays * DAY_MS },
  // Told, or of no use to anybody by now. What is still so is told once more.
  { table: 'notifications', where: 'begun_at <= $1 AND job_id IS NULL', lifeMs: eventDays * DAY_MS },
  { table: 'assigned_users', where: 'last_assigned_at <= $1', lifeMs: peopleDays * DAY_MS },
  {
    // Whoever has claimed a write will record it in the rows that it has locked, also where nothing is known of them.
    table: 'user_values',
    where: `changed_at <= $1 AND place_at <= $1 AND coalesce(read_at, 0) <= $1 AND NOT EXISTS (
      SELECT FROM connector.write_intents AS open WHERE open.omni_user_id = user_values.omni_user_id)`,
    lifeMs: peopleDays * DAY_MS,
  },
];

/** Deletes in batches, until there is no more or for this time. */
async function deleteInBatches(run: () => Promise<number>, batch: number): Promise<void> {
  for (let left = MAX_BATCHES; left > 0; left -= 1) {
    if ((await run()) < batch) return;
  }
}

const deleteOld = ({ table, where }: Pick<Purge, 'table' | 'where'>): string => `
  DELETE FROM connector.${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM connector.${table}, connector.now_ms($2) AS now WHERE ${where.replaceAll('$1', '(now - $1::bigint)')}
    LIMIT ${BATCH_ROWS} FOR UPDATE OF ${table} SKIP LOCKED
  )) RETURNING 1`;

/**
 * Removes what has outlived its use: answers of idempotency keys, events, accepted calls after 10 minutes, groups that
 * nobody has read for 90 days, sessions of the console, leases that ended, and what is remembered of people of whom
 * nothing was heard.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 */
export async function purgeExpired(queries: Queries, retention: Retention, now?: number): Promise<void> {
  for (const { lifeMs, ...which } of purgesOf(retention)) {
    const remove = async () => (await queries.query(deleteOld(which), [lifeMs, now ?? null])).length;
    await deleteInBatches(remove, BATCH_ROWS);
  }
}

const COLLECTED = ['job_okta_users', 'job_omni_users', 'job_okta_groups', 'job_models'] as const;

const PURGE_COLLECTED = (table: string) => `
  DELETE FROM connector.${table} WHERE ctid = ANY (ARRAY(
    SELECT held.ctid FROM connector.jobs AS job JOIN connector.${table} AS held ON held.job_id = job.id
    WHERE job.finished_at <= connector.now_ms($1) - ${COLLECTED_LIFE_MS} LIMIT ${BATCH_ROWS}
  )) RETURNING 1`;

/** One job with all its rows: one that has lost a part of them must not be undone or retried. */
const PURGE_JOB = `
  WITH gone AS (
    DELETE FROM connector.jobs WHERE id = (
      SELECT id FROM connector.jobs
      WHERE finished_at <= connector.now_ms($1) - $2::bigint OR expires_at <= connector.now_ms($1)
      LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id
  ), rows AS (
    DELETE FROM connector.push_rows USING gone WHERE job_id = gone.id
  )
  SELECT FROM gone`;

/** Most jobs are small: so many may end between two times. */
const MAX_JOBS = 1_000;

/**
 * Removes plans that nobody applied within 24 hours, and jobs that ended long ago, with their rows; what a job has read
 * of Okta and Omni goes an hour after its end.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 */
export async function purgeJobs(queries: Queries, { jobDays }: Retention, now?: number): Promise<void> {
  for (const table of COLLECTED) {
    const remove = async () => (await queries.query(PURGE_COLLECTED(table), [now ?? null])).length;
    await deleteInBatches(remove, BATCH_ROWS);
  }
  for (let left = MAX_JOBS; left > 0; left -= 1) {
    if ((await queries.query(PURGE_JOB, [now ?? null, jobDays * DAY_MS])).length === 0) return;
  }
}
