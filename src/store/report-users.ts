import type { AssignedUser, UnassignedUser } from '../push/drift.ts';
import type { Queries } from './database.ts';
import { forgetJobOmniUsers, type UserPlace } from './job-omni-users.ts';

/** The active Omni users of a job whose id Okta knows as the external id of one of its users. */
const BY_EXTERNAL_ID = `
    FROM connector.job_omni_users AS known
    WHERE known.job_id = okta.job_id AND known.omni_user_id IN (okta.external_id, lower(okta.external_id))
      AND known.active`;

/** Of several active users with one name the one whom Okta knows comes first. */
const ASSIGNED = `
  SELECT okta.user_name_key AS "userNameKey", okta.okta_user_id AS id, okta.user_name AS "userName",
         okta.external_id AS "externalId", okta.sync_state AS "syncState", okta.values AS "oktaValues",
         okta.wants,
         omni.omni_user_id AS "omniUserId", coalesce(omni.bearers, 0) AS bearers,
         coalesce((SELECT known.user_name ${BY_EXTERNAL_ID} LIMIT 1), '') AS "idBearer",
         coalesce((
           SELECT min(other.okta_user_id) FROM connector.job_okta_users AS other
           WHERE other.job_id = okta.job_id AND other.user_name_key = okta.user_name_key AND other.assigned
             AND other.okta_user_id <> okta.okta_user_id AND okta.user_name_key <> ''
         ), '') AS namesake,
         coalesce(omni.values, '{}'::json) AS held
  FROM connector.job_okta_users AS okta
  LEFT JOIN LATERAL (
    SELECT omni_user_id, values, count(*) OVER () AS bearers FROM connector.job_omni_users
    WHERE job_id = okta.job_id AND user_name_key = okta.user_name_key AND active
    ORDER BY omni_user_id = okta.external_id DESC, omni_user_id LIMIT 1
  ) AS omni ON true
  WHERE okta.job_id = $1 AND okta.assigned AND (okta.user_name_key, okta.okta_user_id) > ($2, $3)
  ORDER BY okta.user_name_key, okta.okta_user_id LIMIT $4`;

/** The users whom Okta assigns, by name, each beside the active Omni user of that name. */
export function listAssignedUsers(
  queries: Queries,
  jobId: string,
  after: UserPlace,
  limit: number,
): Promise<(AssignedUser & UserPlace)[]> {
  return queries.query<AssignedUser & UserPlace>(ASSIGNED, [jobId, after.userNameKey, after.id, limit]);
}

/**
 * Whom a page of Omni's users meets in Okta, each by a step of its own in an index: as conditions of the page, they
 * would be looked up for everybody, at each page.
 */
const OTHERS = `
  WITH page AS MATERIALIZED (
    SELECT * FROM connector.job_omni_users
    WHERE job_id = $1 AND active AND (user_name_key, omni_user_id) > ($2, $3)
    ORDER BY user_name_key, omni_user_id LIMIT $4
  )
  SELECT omni.user_name_key AS "userNameKey", omni.omni_user_id AS id, omni.user_name AS "userName",
         coalesce(omni.values, '{}'::json) AS held, ended.found IS NOT NULL AS ended, once.found IS NOT NULL AS once,
         okta.found IS NOT NULL OR renamed.found IS NOT NULL AS "isAssigned"
  FROM page AS omni
  LEFT JOIN LATERAL (
    SELECT true AS found FROM connector.job_okta_users
    WHERE job_id = $1 AND user_name_key = omni.user_name_key LIMIT 1
  ) AS ended ON true
  LEFT JOIN LATERAL (
    SELECT true AS found FROM connector.assigned_users WHERE user_name_key = omni.user_name_key LIMIT 1
  ) AS once ON true
  LEFT JOIN LATERAL (
    SELECT true AS found FROM connector.job_okta_users
    WHERE job_id = $1 AND user_name_key = omni.user_name_key AND assigned LIMIT 1
  ) AS okta ON true
  LEFT JOIN LATERAL (
    SELECT true AS found FROM connector.job_okta_users AS other
    WHERE job_id = $1 AND lower(external_id) = lower(omni.omni_user_id) AND external_id <> '' AND assigned
      -- Not as NOT EXISTS, for which PostgreSQL may read all users of the job for each of the page.
      AND (
        SELECT true FROM connector.job_omni_users AS bearer
        WHERE bearer.job_id = $1 AND bearer.user_name_key = other.user_name_key AND bearer.active LIMIT 1
      ) IS NULL
    LIMIT 1
  ) AS renamed ON true
  ORDER BY omni.user_name_key, omni.omni_user_id`;

/** An active user of Omni, and whether Okta assigns them, be it under another name. */
export interface OtherUser extends UnassignedUser, UserPlace {
  readonly userName: string;
  readonly isAssigned: boolean;
}

/** The active users of Omni, by name. */
export function listOtherUsers(queries: Queries, jobId: string, after: UserPlace, limit: number): Promise<OtherUser[]> {
  return queries.query<OtherUser>(OTHERS, [jobId, after.userNameKey, after.id, limit]);
}

/**
 * Lets PostgreSQL count what was read: until then it takes a job for a few rows, and sorts all of them for each page.
 */
export async function countReportUsers(queries: Queries): Promise<void> {
  await queries.script('ANALYZE connector.job_okta_users; ANALYZE connector.job_omni_users');
}

/** Forgets whom a report has read: its rows say what came of it. */
export async function forgetReportUsers(queries: Queries, jobId: string): Promise<void> {
  await queries.query('DELETE FROM connector.job_okta_users WHERE job_id = $1', [jobId]);
  await queries.query('DELETE FROM connector.job_okta_groups WHERE job_id = $1', [jobId]);
  await forgetJobOmniUsers(queries, jobId);
}
