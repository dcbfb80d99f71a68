import { SESSION_MOST_MS } from './console-sessions.ts';
import type { Queries } from './database.ts';

const HOUR_MS = 3_600_000;
const IDEMPOTENCY_LIFE_MS = 24 * HOUR_MS;
/** Longer than Okta repeats an event. */
const SEEN_EVENT_LIFE_MS = 30 * 24 * HOUR_MS;
/** Far longer than a call lasts: what it has come to is known otherwise by then. */
const ACCEPTED_CALL_LIFE_MS = 600_000;

/** Longer than Okta is late or repeats a delivery; what comes later still costs a look. */
const OKTA_EVENT_LIFE_MS = 7 * 24 * HOUR_MS;
/** No policy has named the group for so long. */
const GROUP_LIFE_MS = 90 * 24 * HOUR_MS;

/** What ends by itself. A call that is still held stays, however old. */
const PURGES = [
  `DELETE FROM connector.idempotency
   WHERE created_at <= connector.now_ms($1) - ${IDEMPOTENCY_LIFE_MS}
     AND (state = 'done' OR lease_until <= connector.now_ms($1))`,
  `DELETE FROM connector.seen_events WHERE seen_at <= connector.now_ms($1) - ${SEEN_EVENT_LIFE_MS}`,
  `DELETE FROM connector.okta_events WHERE seen_at <= connector.now_ms($1) - ${OKTA_EVENT_LIFE_MS}`,
  `DELETE FROM connector.accepted_calls WHERE accepted_at <= connector.now_ms($1) - ${ACCEPTED_CALL_LIFE_MS}`,
  `DELETE FROM connector.okta_groups WHERE seen_at <= connector.now_ms($1) - ${GROUP_LIFE_MS}`,
  `DELETE FROM connector.console_sessions WHERE began_at <= connector.now_ms($1) - ${SESSION_MOST_MS}`,
  'DELETE FROM connector.leases WHERE lease_until <= connector.now_ms($1)',
] as const;

/**
 * Removes what has outlived its use: idempotency keys after 24 hours, seen events after 30 days, events of Okta's hook
 * after 7, groups that nobody reads any more, accepted calls after 10 minutes, sessions of the console, leases that
 * ended.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 */
export async function purgeExpired(queries: Queries, now?: number): Promise<void> {
  for (const purge of PURGES) await queries.query(purge, [now ?? null]);
}

/** How long a job that has ended can be read, and undone where it has written. */
const JOB_LIFE_MS = 90 * 24 * 3_600_000;

/** How long what a job has collected of Okta and Omni stays once it has ended. */
const COLLECTED_LIFE_MS = 3_600_000;

const COLLECTED = ['job_okta_users', 'job_omni_users', 'job_okta_groups', 'job_models'] as const;

const PURGE_COLLECTED = (table: string) => `
  DELETE FROM connector.${table} USING connector.jobs AS job
  WHERE job.id = job_id AND job.finished_at <= connector.now_ms($1) - ${COLLECTED_LIFE_MS}`;

const PURGE_JOBS = `
  WITH gone AS (
    DELETE FROM connector.jobs
    WHERE finished_at <= connector.now_ms($1) - ${JOB_LIFE_MS} OR expires_at <= connector.now_ms($1)
    RETURNING id
  )
  DELETE FROM connector.push_rows USING gone WHERE job_id = gone.id`;

/**
 * Removes plans that nobody applied within 24 hours, and jobs that ended 90 days ago, with their rows; what a job has
 * read of Okta and Omni goes an hour after its end.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 */
export async function purgeJobs(queries: Queries, now?: number): Promise<void> {
  for (const table of COLLECTED) await queries.query(PURGE_COLLECTED(table), [now ?? null]);
  await queries.query(PURGE_JOBS, [now ?? null]);
}
