import type { Queries } from './database.ts';

/** What a job has found in Okta. */
export interface OktaUserCounts {
  readonly assignedCount: number;
  /** Assigned users who hold nothing for at least one of the references. */
  readonly emptyCount: number;
  /** Users whom Okta no longer assigns. */
  readonly leftoverCount: number;
}

const COUNT = `
  SELECT count(*)::int AS "assignedCount",
         count(*) FILTER (WHERE EXISTS (
           SELECT FROM json_each_text(values) WHERE value IS NULL OR value IN ('', '[]')
         ))::int AS "emptyCount",
         (SELECT count(*)::int FROM connector.push_rows WHERE push_id = $1 AND leftover) AS "leftoverCount"
  FROM connector.job_okta_users WHERE push_id = $1 AND assigned`;

/** Counts the users of a job that has read Okta. */
export async function countOktaUsers(queries: Queries, pushId: string): Promise<OktaUserCounts> {
  const [counts] = await queries.query<OktaUserCounts>(COUNT, [pushId]);
  return counts ?? { assignedCount: 0, emptyCount: 0, leftoverCount: 0 };
}
