import type { PolicyWant } from '../push/drift.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** A user of the Omni app in Okta, as a job has read them. */
export interface CollectedOktaUser {
  readonly oktaUserId: string;
  /** The name in Omni. */
  readonly userName: string;
  /** Omni's id as Okta knows it; empty when Okta has not provisioned them. */
  readonly externalId: string;
  /** False for an assignment or a user that Okta has ended. */
  readonly assigned: boolean;
  /** Okta's word for the assignment. */
  readonly status: string;
  readonly syncState: string;
  /** ms epoch */
  readonly changedAt: number;
  /** By reference, as Okta shows them, or as the policy wants them; without what it leaves alone. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By reference: what the policy wants and why; nothing without one. */
  readonly wants: Readonly<Record<string, PolicyWant>>;
}

const SAVE = `
  WITH seen AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[], $8::text[],
                         $9::bigint[], $10::text[], $11::text[])
      AS seen (okta_user_id, user_name, user_name_key, external_id, assigned, status, sync_state, changed_at, values,
               wants)
  ), remembered AS (
    INSERT INTO connector.assigned_users (user_name_key, user_name, okta_user_id, last_assigned_at)
    SELECT DISTINCT ON (user_name_key) user_name_key, user_name, okta_user_id, connector.now_ms(NULL)
    FROM seen WHERE assigned ORDER BY user_name_key
    ON CONFLICT (user_name_key) DO UPDATE
      SET user_name = excluded.user_name, okta_user_id = excluded.okta_user_id, last_assigned_at = excluded.last_assigned_at
  )
  INSERT INTO connector.job_okta_users (job_id, okta_user_id, user_name, user_name_key, external_id, assigned, status,
                                        sync_state, changed_at, values, wants)
  SELECT $1, okta_user_id, user_name, user_name_key, external_id, assigned, status, sync_state, changed_at, values::json,
         wants::json
  FROM seen
  ON CONFLICT (job_id, okta_user_id) DO NOTHING
  RETURNING okta_user_id AS id`;

/**
 * Keeps one page of Okta's users for a job, and remembers who is assigned. A user who came with an earlier page,
 * because the list shifted, is kept as seen first.
 *
 * @returns the ids of the users who are new to the job
 */
export async function saveOktaUsers(
  queries: Queries,
  jobId: string,
  users: readonly CollectedOktaUser[],
): Promise<ReadonlySet<string>> {
  const names = users.map(({ userName }) => storableText(userName));
  const saved = await queries.query<{ id: string }>(SAVE, [
    jobId,
    users.map(({ oktaUserId }) => oktaUserId),
    names,
    names.map(userNameKey),
    users.map(({ externalId }) => externalId),
    users.map(({ assigned }) => assigned),
    users.map(({ status }) => status),
    users.map(({ syncState }) => syncState),
    users.map(({ changedAt }) => changedAt),
    users.map(({ values }) => JSON.stringify(values)),
    users.map(({ wants }) => JSON.stringify(wants)),
  ]);
  return new Set(saved.map(({ id }) => id));
}

/** Forgets what a job has collected, groups included, when Okta no longer knows the page that comes next. */
export async function forgetOktaUsers(queries: Queries, jobId: string): Promise<void> {
  await queries.query('DELETE FROM connector.job_okta_users WHERE job_id = $1', [jobId]);
  await queries.query('DELETE FROM connector.job_okta_groups WHERE job_id = $1', [jobId]);
  await queries.query('DELETE FROM connector.push_rows WHERE job_id = $1', [jobId]);
  await queries.query(`UPDATE connector.jobs SET total = 0, cursor = '', collected = '{}' WHERE id = $1`, [jobId]);
}

/** What a job has found in Okta. */
export interface OktaUserCounts {
  readonly assignedCount: number;
  /** Assigned users who hold nothing for at least one of the references. */
  readonly emptyCount: number;
  /** Users whom Okta no longer assigns. */
  readonly leftoverCount: number;
}

const COUNT_USERS = `
  SELECT count(*)::int AS "assignedCount",
         count(*) FILTER (WHERE EXISTS (
           SELECT FROM json_each_text(values)
           WHERE (value IS NULL OR value IN ('', '[]')) AND coalesce(wants -> key ->> 'kind', 'empty') = 'empty'
         ))::int AS "emptyCount",
         (SELECT count(*)::int FROM connector.push_rows WHERE job_id = $1 AND leftover) AS "leftoverCount"
  FROM connector.job_okta_users WHERE job_id = $1 AND assigned`;

/** Counts the users of a job that has read Okta. */
export async function countOktaUsers(queries: Queries, jobId: string): Promise<OktaUserCounts> {
  const [counts] = await queries.query<OktaUserCounts>(COUNT_USERS, [jobId]);
  return counts ?? { assignedCount: 0, emptyCount: 0, leftoverCount: 0 };
}

/** Somebody who was assigned to the Omni app and is not any more. */
export interface LeftoverUser {
  readonly userName: string;
  /** Okta still lists the assignment, as ended. */
  readonly listed: boolean;
}

/**
 * Those who were once assigned, are not among the users that this job has read as assigned, and whose values no sync
 * has cleared since. Whoever bears another name by now is still assigned. Somebody whom Okta never assigned is not one
 * of them: what they hold in Omni is not Okta's.
 */
const LIST_LEFTOVERS = `
  SELECT coalesce(ended.user_name, once.user_name) AS "userName", ended.user_name IS NOT NULL AS listed
  FROM (
    SELECT DISTINCT ON (user_name_key) user_name_key, user_name FROM connector.job_okta_users
    WHERE job_id = $1 AND NOT assigned ORDER BY user_name_key
  ) AS ended
  FULL JOIN connector.assigned_users AS once USING (user_name_key)
  WHERE NOT EXISTS (
      SELECT FROM connector.job_okta_users AS now
      WHERE now.job_id = $1 AND now.user_name_key = coalesce(ended.user_name_key, once.user_name_key) AND now.assigned
    )
    AND NOT EXISTS (
      SELECT FROM connector.job_okta_users AS renamed
      WHERE renamed.job_id = $1 AND renamed.okta_user_id = once.okta_user_id AND renamed.assigned
    )
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS cleared JOIN connector.jobs AS sync ON sync.id = cleared.job_id
      WHERE cleared.leftover AND cleared.user_name_key = coalesce(ended.user_name_key, once.user_name_key)
        AND cleared.named @> $2::text[] AND cleared.state IN ('changed', 'unchanged')
        AND sync.status = 'done' AND sync.created_at > coalesce(once.last_assigned_at, 0)
    )
  ORDER BY 1`;

/** The leftovers of a sync. @param references a sync that has cleared all of these has cleared the user */
export function listLeftoverUsers(
  queries: Queries,
  jobId: string,
  references: readonly string[],
): Promise<LeftoverUser[]> {
  return queries.query<LeftoverUser>(LIST_LEFTOVERS, [jobId, references]);
}

/** By `userNameKey`, for those of these names whom a job has read as assigned: Omni's id, where Okta knows one. */
export async function externalIds(
  queries: Queries,
  jobId: string,
  userNames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await queries.query<{ key: string; id: string }>(
    // As `listUsersNamed`: each name by a step of its own.
    `SELECT asked.key, named.id FROM (SELECT DISTINCT unnest($2::text[]) AS key) AS asked CROSS JOIN LATERAL (
       SELECT external_id AS id FROM connector.job_okta_users
       WHERE job_id = $1 AND user_name_key = asked.key COLLATE "C" AND assigned AND external_id <> '' OFFSET 0
     ) AS named`,
    [jobId, userNames.map((userName) => userNameKey(storableText(userName)))],
  );
  return new Map(found.map(({ key, id }) => [key, id]));
}

/** How many names Okta was ever seen to assign to the Omni app. */
export async function countAssignedNames(queries: Queries): Promise<number> {
  const [counted] = await queries.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM connector.assigned_users',
  );
  return counted?.count ?? 0;
}

/** By the id of each in Okta: the name under which they were last seen to be assigned. A name is its last bearer's. */
const ASSIGNED_NAMES = `
  SELECT DISTINCT ON (okta_user_id) okta_user_id AS id, user_name AS "userName" FROM connector.assigned_users
  WHERE okta_user_id = ANY ($1::text[]) ORDER BY okta_user_id, last_assigned_at DESC`;

/** Who of these was ever seen to be assigned to the Omni app. @returns the name in Omni, by the id in Okta */
export async function assignedNames(queries: Queries, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await queries.query<{ id: string; userName: string }>(ASSIGNED_NAMES, [ids]);
  return new Map(found.map(({ id, userName }) => [id, userName]));
}
