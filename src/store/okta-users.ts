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
  /** By reference, as Okta shows them. */
  readonly values: Readonly<Record<string, unknown>>;
}

const SAVE = `
  WITH seen AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[], $8::text[],
                         $9::bigint[], $10::text[])
      AS seen (okta_user_id, user_name, user_name_key, external_id, assigned, status, sync_state, changed_at, values)
  ), remembered AS (
    INSERT INTO connector.assigned_users (user_name_key, user_name, okta_user_id, last_assigned_at)
    SELECT DISTINCT ON (user_name_key) user_name_key, user_name, okta_user_id, connector.now_ms(NULL)
    FROM seen WHERE assigned ORDER BY user_name_key
    ON CONFLICT (user_name_key) DO UPDATE
      SET user_name = excluded.user_name, okta_user_id = excluded.okta_user_id, last_assigned_at = excluded.last_assigned_at
  )
  INSERT INTO connector.job_okta_users (push_id, okta_user_id, user_name, user_name_key, external_id, assigned, status,
                                        sync_state, changed_at, values)
  SELECT $1, okta_user_id, user_name, user_name_key, external_id, assigned, status, sync_state, changed_at, values::json
  FROM seen
  ON CONFLICT (push_id, okta_user_id) DO NOTHING
  RETURNING okta_user_id AS id`;

/**
 * Keeps one page of Okta's users for a job, and remembers who is assigned. A user who came with an earlier page, because
 * the list shifted, is kept as seen first.
 *
 * @returns the ids of the users who are new to the job
 */
export async function saveOktaUsers(
  queries: Queries,
  pushId: string,
  users: readonly CollectedOktaUser[],
): Promise<ReadonlySet<string>> {
  const names = users.map(({ userName }) => storableText(userName));
  const saved = await queries.query<{ id: string }>(SAVE, [
    pushId,
    users.map(({ oktaUserId }) => oktaUserId),
    names,
    names.map(userNameKey),
    users.map(({ externalId }) => externalId),
    users.map(({ assigned }) => assigned),
    users.map(({ status }) => status),
    users.map(({ syncState }) => syncState),
    users.map(({ changedAt }) => changedAt),
    users.map(({ values }) => JSON.stringify(values)),
  ]);
  return new Set(saved.map(({ id }) => id));
}

/** Forgets what a job has collected, when Okta no longer knows the page that comes next. */
export async function forgetOktaUsers(queries: Queries, pushId: string): Promise<void> {
  await queries.query('DELETE FROM connector.job_okta_users WHERE push_id = $1', [pushId]);
  await queries.query('DELETE FROM connector.push_rows WHERE push_id = $1', [pushId]);
  await queries.query(`UPDATE connector.pushes SET total = 0, cursor = '' WHERE id = $1`, [pushId]);
}
