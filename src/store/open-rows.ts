import type { Queries } from './database.ts';

/** What the plan says of them stays: of a plan that was reviewed it is what the rows are compared with. */
const openRows = (which: string): string => `
  WITH planned AS (
    SELECT index, state AS was,
           (SELECT count(*) FROM json_array_elements(changes) AS change
            WHERE json_array_length(change -> 'after') = 0) AS cleared
    FROM connector.push_rows
    WHERE job_id = $1 AND merged_into IS NULL AND (state = 'ready' OR state = 'unchanged' AND look_at > 0) AND ${which}
    FOR UPDATE
  ), opened AS (
    UPDATE connector.push_rows AS held
    SET state = 'waiting', omni_user_id = '', truth = '', truth_at = NULL, look_at = 0
    FROM planned WHERE held.job_id = $1 AND held.index = planned.index RETURNING was, cleared
  ), sums AS (
    SELECT count(*) FILTER (WHERE was = 'unchanged') AS unchanged, coalesce(sum(cleared), 0) AS cleared FROM opened
  )
  UPDATE connector.jobs SET unchanged_count = unchanged_count - unchanged, cleared_count = cleared_count - cleared
  FROM sums WHERE id = $1`;

const OPEN = openRows('index = ANY ($2::int[])');

/**
 * Lets rows wait for a plan again: what would be written now is not what the plan says. Those that go with them wait
 * for their outcome; a row that has its place in the order by now, from another worker, stays as it is.
 */
export async function openPushRows(queries: Queries, jobId: string, indexes: readonly number[]): Promise<void> {
  if (indexes.length > 0) await queries.query(OPEN, [jobId, indexes]);
}

/** Rows that were tried keep what they know: what they have sent is found by it, and they are read before a write. */
const OPEN_ALL = openRows(`tries = 0 AND code = ''`);

/** The user is read before the row is written. */
const LOOK_AGAIN = `UPDATE connector.push_rows SET look_at = 0 WHERE job_id = $1 AND state = 'ready' AND look_at > 0`;

const BEGIN_ANEW = `
  UPDATE connector.jobs
  SET phase = 'planning', cursor = '', looked_at = connector.now_ms(NULL), phase_done = 0, phase_total = 0
  WHERE id = $1`;

/**
 * Lets a job be planned anew in all that it has not written: only looks from now on count.
 *
 * @param queries of a transaction
 */
export async function planAnew(queries: Queries, jobId: string): Promise<void> {
  await queries.query(OPEN_ALL, [jobId]);
  await queries.query(LOOK_AGAIN, [jobId]);
  await queries.query('DELETE FROM connector.job_omni_users WHERE job_id = $1', [jobId]);
  await queries.query(BEGIN_ANEW, [jobId]);
}
