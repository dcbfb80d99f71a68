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

/**
 * Whether it was reviewed or not, its looks no longer count, so that it is planned anew; what was approved was another
 * plan, unless its rows are compared with it.
 */
const RELEASE = `
  UPDATE connector.jobs
  SET status = 'queued', cause_code = '', message = $2, not_before = 0, probe_step = 0, looked_at = 0,
      approved = approved AND coalesce(options ->> 'reviewed', 'false') = 'true',
      cursor = CASE WHEN phase = 'reporting' THEN '' ELSE cursor END, report = '{}'
  WHERE id = $1 AND status = 'paused' AND cause_code = '${RESTORED}'
  RETURNING id`;

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
  const released = await queries.query(RELEASE, [id, message]);
  if (released.length === 0) return false;
  for (const forget of FORGET) await queries.query(forget, [id]);
  return true;
}
