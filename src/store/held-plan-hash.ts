import type { Queries } from './database.ts';

/** All that decides what would be written: a job that waits for a person moves none of it. */
const HASH = `
  SELECT encode(sha256(convert_to(job.message || coalesce(string_agg(
           encode(sha256(convert_to(
             json_build_array(held.index, held.omni_user_id, held.merged_into, held.input, held.changes)::text, 'UTF8'
           )), 'hex'), '' ORDER BY held.index), ''), 'UTF8')), 'hex') AS hash
  FROM connector.jobs AS job
  LEFT JOIN connector.push_rows AS held ON held.job_id = job.id AND held.state IN ('waiting', 'ready')
  WHERE job.id = $1 GROUP BY job.id`;

/**
 * SHA-256 of what a job that waits for approval would write and of the reason for which it waits: another one, once it
 * has gone on and waits again. Worked out by the database, whatever the number of rows; empty: there is no such job.
 */
export async function heldPlanHash(queries: Queries, jobId: string): Promise<string> {
  const [found] = await queries.query<{ hash: string }>(HASH, [jobId]);
  return found?.hash ?? '';
}
