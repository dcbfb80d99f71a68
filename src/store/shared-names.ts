import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** Somebody in Okta with the name in Omni by which they were seen. */
export interface NameBearer {
  readonly id: string;
  readonly userName: string;
}

/** Somebody who was once seen to be assigned by a name. */
export interface OnceBearer {
  readonly id: string;
  /** As of `userNameKey`. */
  readonly key: string;
}

/** The name in the form in which names are compared. */
export const nameKey = (userName: string): string => userNameKey(storableText(userName));

const ONCE_NAMED = `
  SELECT user_name_key AS key, okta_user_id AS id FROM connector.assigned_users WHERE user_name_key = ANY ($1::text[])
  UNION
  SELECT user_name_key, okta_user_id FROM connector.shared_names WHERE user_name_key = ANY ($1::text[])`;

/** Whom Okta was seen to assign by some names, as far as it is remembered. */
export const onceNamed = (queries: Queries, keys: readonly string[]): Promise<OnceBearer[]> =>
  queries.query<OnceBearer>(ONCE_NAMED, [keys]);

const SEEN_AGAIN = 'ON CONFLICT (user_name_key, okta_user_id) DO UPDATE SET seen_at = excluded.seen_at';

/** Remembers people whom Okta assigns by one name, so that each of them is known when another is read. */
export async function noteSharedName(queries: Queries, userName: string, ids: readonly string[]): Promise<void> {
  await queries.query(
    `INSERT INTO connector.shared_names (user_name_key, okta_user_id)
     SELECT $1, id FROM unnest($2::text[]) AS bearer (id) ${SEEN_AGAIN}`,
    [nameKey(userName), ids],
  );
}

const FORGET = `
  DELETE FROM connector.shared_names AS held
  USING unnest($1::text[], $2::text[]) AS now (okta_user_id, user_name_key)
  WHERE held.okta_user_id = now.okta_user_id AND held.user_name_key <> now.user_name_key
  RETURNING held.user_name_key AS key`;

const LEFT = `SELECT okta_user_id AS id FROM connector.shared_names WHERE user_name_key = ANY ($1::text[])`;

/**
 * Forgets that people bore names which they bear no longer.
 *
 * @param now with the names of now; empty for who has none
 * @returns the ids of those who still bear such a name: nothing may have been written for them since it was shared
 */
export async function forgetSharedNames(queries: Queries, now: readonly NameBearer[]): Promise<string[]> {
  const keys = now.map(({ userName }) => nameKey(userName));
  const left = await queries.query<{ key: string }>(FORGET, [now.map(({ id }) => id), keys]);
  if (left.length === 0) return [];
  return (await queries.query<{ id: string }>(LEFT, [left.map(({ key }) => key)])).map(({ id }) => id);
}

/** A row of a job for a name that two people bear. */
export interface SharedRow {
  readonly index: number;
  readonly userName: string;
  /** The ids of two of them in Okta. */
  readonly one: string;
  readonly other: string;
}

const SHARED_ROWS = `
  WITH shared AS (
    SELECT user_name_key, min(okta_user_id) AS one, max(okta_user_id) AS other FROM connector.job_okta_users
    WHERE job_id = $1 AND assigned AND user_name_key <> '' GROUP BY user_name_key HAVING count(*) > 1
  ), noted AS (
    INSERT INTO connector.shared_names (user_name_key, okta_user_id)
    SELECT user_name_key, okta_user_id FROM connector.job_okta_users JOIN shared USING (user_name_key)
    WHERE job_id = $1 AND assigned ${SEEN_AGAIN}
  )
  SELECT row.index, row.user_name AS "userName", shared.one, shared.other
  FROM connector.push_rows AS row JOIN shared USING (user_name_key)
  WHERE row.job_id = $1 AND row.state = 'waiting' ORDER BY row.index`;

/** The rows of a job for names by which it has seen two people assigned; the names are remembered. */
export const sharedRows = (queries: Queries, jobId: string): Promise<SharedRow[]> =>
  queries.query<SharedRow>(SHARED_ROWS, [jobId]);

/** The rows of a job that would clear a name which somebody else bears by now, as far as the job has seen. */
export const takenLeftovers = (queries: Queries, jobId: string): Promise<{ readonly index: number }[]> =>
  queries.query(
    `SELECT row.index FROM connector.push_rows AS row
     WHERE row.job_id = $1 AND row.leftover AND row.state = 'waiting' AND EXISTS (
       SELECT FROM connector.job_okta_users AS bearer
       WHERE bearer.job_id = $1 AND bearer.user_name_key = row.user_name_key AND bearer.assigned
     )`,
    [jobId],
  );
