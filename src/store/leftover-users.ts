import type { Queries } from './database.ts';

/** Somebody who was assigned to the Omni app and is not any more. */
export interface LeftoverUser {
  readonly userName: string;
  /** Okta still lists the assignment, as ended. */
  readonly listed: boolean;
}

/**
 * Those who were once assigned, are not among the users that this job has read as assigned, and whose values no sync has
 * cleared since. Whoever bears another name by now is still assigned. Somebody whom Okta never assigned is not one of
 * them: what they hold in Omni is not Okta's.
 */
const LIST = `
  SELECT coalesce(ended.user_name, once.user_name) AS "userName", ended.user_name IS NOT NULL AS listed
  FROM (
    SELECT DISTINCT ON (user_name_key) user_name_key, user_name FROM connector.job_okta_users
    WHERE push_id = $1 AND NOT assigned ORDER BY user_name_key
  ) AS ended
  FULL JOIN connector.assigned_users AS once USING (user_name_key)
  WHERE NOT EXISTS (
      SELECT FROM connector.job_okta_users AS now
      WHERE now.push_id = $1 AND now.user_name_key = coalesce(ended.user_name_key, once.user_name_key) AND now.assigned
    )
    AND NOT EXISTS (
      SELECT FROM connector.job_okta_users AS renamed
      WHERE renamed.push_id = $1 AND renamed.okta_user_id = once.okta_user_id AND renamed.assigned
    )
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS cleared JOIN connector.pushes AS sync ON sync.id = cleared.push_id
      WHERE cleared.leftover AND cleared.user_name_key = coalesce(ended.user_name_key, once.user_name_key)
        AND cleared.named @> $2::text[] AND cleared.state IN ('changed', 'unchanged')
        AND sync.status = 'done' AND sync.created_at > coalesce(once.last_assigned_at, 0)
    )
  ORDER BY 1`;

/** The leftovers of a sync. @param references a sync that has cleared all of these has cleared the user */
export function listLeftoverUsers(
  queries: Queries,
  pushId: string,
  references: readonly string[],
): Promise<LeftoverUser[]> {
  return queries.query<LeftoverUser>(LIST, [pushId, references]);
}
