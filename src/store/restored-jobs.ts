import type { Queries } from './database.ts';
import { RESTORED } from './jobs.ts';

const HOLD = `
  UPDATE connector.jobs
  SET status = 'paused', cause_code = '${RESTORED}', message = $1, owner = '', lease_until = 0
  WHERE status IN ('queued', 'running', 'needs-approval', 'paused') RETURNING id`;

/** Lets every open job wait until somebody decides. @returns how many there are */
export async function holdOpenJobs(queries: Queries, message: string): Promise<number> {
  return (await queries.query(HOLD, [message])).length;
}

const END_PLANS = `
  UPDATE connector.jobs SET expires_at = connector.now_ms(NULL), background = false
  WHERE status = 'planned' AND expires_at > connector.now_ms(NULL) RETURNING id`;

/** Ends the plans that nobody has applied. @returns how many there were */
export async function endPlans(queries: Queries): Promise<number> {
  return (await queries.query(END_PLANS)).length;
}

/** A plan that was reviewed stays as it is: its rows are compared with it, one by one, before they are written. */
const RELEASE = `
  UPDATE connector.jobs
  SET status = 'queued', cause_code = '', message = $2, not_before = 0, probe_step = 0,
      approved = approved AND reviewed,
      phase = CASE WHEN phase = 'applying' AND NOT reviewed THEN 'planning' ELSE phase END,
      cursor = CASE WHEN phase = 'collecting' THEN cursor ELSE '' END, report = '{}'
  FROM (SELECT coalesce(options ->> 'reviewed', 'false') = 'true' AS reviewed FROM connector.jobs WHERE id = $1)
  WHERE id = $1 AND status = 'paused' AND cause_code = '${RESTORED}'
  RETURNING phase`;

/** Rows that were tried keep what they know: what they have sent is found by it, and they are read before a write. */
const PLAN_ANEW = `
  WITH planned AS (
    SELECT index, state AS was,
           (SELECT count(*) FROM json_array_elements(changes) AS change
            WHERE json_array_length(change -> 'after') = 0) AS cleared
    FROM connector.push_rows
    WHERE job_id = $1 AND merged_into IS NULL AND tries = 0 AND code = ''
      AND (state = 'ready' OR state = 'unchanged' AND look_at > 0)
    FOR UPDATE
  ), opened AS (
    UPDATE connector.push_rows AS held
    SET state = 'waiting', omni_user_id = '', changes = '[]', truth = '', truth_at = NULL, look_at = 0
    FROM planned WHERE held.job_id = $1 AND held.index = planned.index RETURNING was, cleared
  ), sums AS (
    SELECT count(*) FILTER (WHERE was = 'unchanged') AS unchanged, coalesce(sum(cleared), 0) AS cleared FROM opened
  )
  UPDATE connector.jobs SET unchanged_count = unchanged_count - unchanged, cleared_count = cleared_count - cleared
  FROM sums WHERE id = $1`;

/** The user is read before the row is written. */
const LOOK_AGAIN = `UPDATE connector.push_rows SET look_at = 0 WHERE job_id = $1 AND state = 'ready' AND look_at > 0`;

/** What was seen of Omni before says nothing about now. */
const FORGET = [
  'DELETE FROM connector.job_omni_users WHERE job_id = $1',
  'DELETE FROM connector.report_rows WHERE job_id = $1',
] as const;

/**
 * Lets a job go on that was open in a database that was put back. What it has seen of Omni is forgotten: it is planned
 * anew, so that the guard judges by what is so now; a report begins anew.
 *
 * @param queries of a transaction
 * @returns false: there is no such job, or it does not wait for that
 */
export async function releaseRestored(queries: Queries, id: string, message = ''): Promise<boolean> {
  const [released] = await queries.query<{ phase: string }>(RELEASE, [id, message]);
  if (!released) return false;
  if (released.phase === 'planning') await queries.query(PLAN_ANEW, [id]);
  await queries.query(LOOK_AGAIN, [id]);
  for (const forget of FORGET) await queries.query(forget, [id]);
  return true;
}
