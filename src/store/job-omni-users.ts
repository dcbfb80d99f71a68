import type { HeldValue } from '../push/coverage.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** A user of Omni, as a job has read them. */
export interface CollectedOmniUser {
  readonly omniUserId: string;
  readonly userName: string;
  readonly active: boolean;
  /** By reference, without those that Omni does not show; null as long as the user has to be read by id. */
  readonly held: Readonly<Record<string, HeldValue>> | null;
  /** When Omni was asked, by the database's clock, ms epoch. */
  readonly seenAt: number;
}

/** A user whom the list shows a second time is the newer truth. */
const SAVE = `
  INSERT INTO connector.job_omni_users AS seen (job_id, omni_user_id, user_name, user_name_key, active, values, seen_at)
  SELECT $1, omni_user_id, user_name, user_name_key, active, values::json, seen_at
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bool[], $6::text[], $7::bigint[])
    AS page (omni_user_id, user_name, user_name_key, active, values, seen_at)
  ON CONFLICT (job_id, omni_user_id) DO UPDATE
    SET user_name = excluded.user_name, user_name_key = excluded.user_name_key, active = excluded.active,
        values = coalesce(excluded.values, seen.values),
        seen_at = CASE WHEN excluded.values IS NULL AND seen.values IS NOT NULL THEN seen.seen_at ELSE excluded.seen_at END`;

/** Keeps users for a job. @param users each once */
export async function saveJobOmniUsers(
  queries: Queries,
  jobId: string,
  users: readonly CollectedOmniUser[],
): Promise<void> {
  const names = users.map(({ userName }) => storableText(userName));
  await queries.query(SAVE, [
    jobId,
    users.map(({ omniUserId }) => omniUserId),
    names,
    names.map(userNameKey),
    users.map(({ active }) => active),
    users.map(({ held }) => held && JSON.stringify(held)),
    users.map(({ seenAt }) => seenAt),
  ]);
}

/** Takes out users whom Omni no longer has. */
export async function dropJobOmniUsers(queries: Queries, jobId: string, ids: readonly string[]): Promise<void> {
  await queries.query('DELETE FROM connector.job_omni_users WHERE job_id = $1 AND omni_user_id = ANY ($2::text[])', [
    jobId,
    ids,
  ]);
}

/** Takes out all of them: the list is read anew. */
export async function forgetJobOmniUsers(queries: Queries, jobId: string): Promise<void> {
  await queries.query('DELETE FROM connector.job_omni_users WHERE job_id = $1', [jobId]);
}

export interface JobOmniUserCounts {
  readonly active: number;
  readonly inactive: number;
  /** Active ones that have to be read by id. */
  readonly unread: number;
}

const COUNT = `
  SELECT count(*) FILTER (WHERE active) AS active, count(*) FILTER (WHERE NOT active) AS inactive,
         count(*) FILTER (WHERE active AND values IS NULL) AS unread
  FROM connector.job_omni_users WHERE job_id = $1`;

export async function countJobOmniUsers(queries: Queries, jobId: string): Promise<JobOmniUserCounts> {
  const [counts] = await queries.query<JobOmniUserCounts>(COUNT, [jobId]);
  return counts ?? { active: 0, inactive: 0, unread: 0 };
}

const UNREAD = `
  SELECT omni_user_id AS "omniUserId", user_name AS "userName" FROM connector.job_omni_users
  WHERE job_id = $1 AND values IS NULL AND active AND omni_user_id > $2
  ORDER BY omni_user_id LIMIT $3`;

/** Active users who have to be read by id, by that id. @param after id of the last one before */
export function listUnreadUsers(
  queries: Queries,
  jobId: string,
  after: string,
  limit: number,
): Promise<Pick<CollectedOmniUser, 'omniUserId' | 'userName'>[]> {
  return queries.query(UNREAD, [jobId, after, limit]);
}

/** A place in the users of a job, by name. */
export interface UserPlace {
  readonly userNameKey: string;
  readonly id: string;
}

/** An active user and what they hold. */
export interface JobOmniUser extends UserPlace {
  readonly userName: string;
  readonly held: Readonly<Record<string, HeldValue>>;
}

const LIST = `
  SELECT user_name_key AS "userNameKey", omni_user_id AS id, user_name AS "userName",
         coalesce(values, '{}'::json) AS held
  FROM connector.job_omni_users
  WHERE job_id = $1 AND active AND (user_name_key, omni_user_id) > ($2, $3)
  ORDER BY user_name_key, omni_user_id LIMIT $4`;

/** Active users by name. @param after the last one of the page before */
export function listJobOmniUsers(
  queries: Queries,
  jobId: string,
  after: UserPlace,
  limit: number,
): Promise<JobOmniUser[]> {
  return queries.query<JobOmniUser>(LIST, [jobId, after.userNameKey, after.id, limit]);
}

/** A user of the list, as a job has read it. */
export interface ListedUser extends CollectedOmniUser {
  readonly userNameKey: string;
}

/**
 * Each name by a step of its own in the index. Asked for all at once, PostgreSQL goes through everybody of a job whose
 * users it has not counted yet, for each page of them.
 */
const NAMED = `
  SELECT named.* FROM (SELECT DISTINCT unnest($2::text[]) AS key) AS asked CROSS JOIN LATERAL (
    SELECT user_name_key AS "userNameKey", omni_user_id AS "omniUserId", user_name AS "userName", active, values AS held,
           seen_at AS "seenAt"
    FROM connector.job_omni_users WHERE job_id = $1 AND user_name_key = asked.key COLLATE "C" OFFSET 0
  ) AS named
  ORDER BY "userNameKey", "omniUserId"`;

/** Those who bear one of these names, active or not. @param keys by `userNameKey` */
export function listUsersNamed(queries: Queries, jobId: string, keys: readonly string[]): Promise<ListedUser[]> {
  return queries.query<ListedUser>(NAMED, [jobId, keys.map(storableText)]);
}

/** The names under which a list has shown the active user of an id, as Okta writes it. */
export async function activeNames(queries: Queries, jobId: string, externalId: string): Promise<string[]> {
  const found = await queries.query<{ name: string }>(
    `SELECT user_name AS name FROM connector.job_omni_users
     WHERE job_id = $1 AND omni_user_id IN ($2, lower($2)) AND active`,
    [jobId, externalId],
  );
  return found.map(({ name }) => name);
}
