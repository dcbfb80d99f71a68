import type { Queries } from './database.ts';

/** How long a finished push can be read and undone. */
const PUSH_LIFE_MS = 90 * 24 * 3_600_000;

/** How long what a job has collected of Okta and Omni stays once it has ended. */
const COLLECTED_LIFE_MS = 3_600_000;

const PURGE_COLLECTED = (table: string) => `
  DELETE FROM connector.${table} USING connector.pushes AS job
  WHERE job.id = push_id AND job.finished_at <= connector.now_ms($1) - ${COLLECTED_LIFE_MS}`;

const PURGE = `
  WITH gone AS (
    DELETE FROM connector.pushes
    WHERE finished_at <= connector.now_ms($1) - ${PUSH_LIFE_MS} OR expires_at <= connector.now_ms($1)
    RETURNING id
  )
  DELETE FROM connector.push_rows USING gone WHERE push_id = gone.id`;

/**
 * Removes plans that nobody applied within 24 hours, and pushes that ended 90 days ago, with their rows; what a job has
 * read of Okta and Omni goes an hour after its end.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 */
export async function purgePushes(queries: Queries, now?: number): Promise<void> {
  for (const table of ['job_okta_users', 'job_omni_users']) await queries.query(PURGE_COLLECTED(table), [now ?? null]);
  await queries.query(PURGE, [now ?? null]);
}
