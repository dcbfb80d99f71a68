import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

/** Somebody whom Okta was seen to assign to the Omni app. */
export interface OnceAssigned {
  readonly oktaUserId: string;
  /** The name in Omni as it was then. */
  readonly userName: string;
}

const COLUMNS = 'okta_user_id AS "oktaUserId", user_name AS "userName"';

/** Who was last seen to be assigned under a name. */
export async function assignedByName(queries: Queries, userName: string): Promise<OnceAssigned | undefined> {
  const [found] = await queries.query<OnceAssigned>(
    `SELECT ${COLUMNS} FROM connector.assigned_users WHERE user_name_key = $1`,
    [userNameKey(userName)],
  );
  return found;
}

/** The name under which a user was last seen to be assigned. */
export async function assignedById(queries: Queries, oktaUserId: string): Promise<OnceAssigned | undefined> {
  const [found] = await queries.query<OnceAssigned>(
    `SELECT ${COLUMNS} FROM connector.assigned_users WHERE okta_user_id = $1 ORDER BY last_assigned_at DESC LIMIT 1`,
    [oktaUserId],
  );
  return found;
}

/** Remembers that Okta assigns a user, as a sync does: when they leave, what they hold is known to be Okta's. */
export async function noteAssigned(queries: Queries, { oktaUserId, userName }: OnceAssigned): Promise<void> {
  await queries.query(
    `INSERT INTO connector.assigned_users (user_name_key, user_name, okta_user_id, last_assigned_at)
     VALUES ($1, $2, $3, connector.now_ms(NULL))
     ON CONFLICT (user_name_key) DO UPDATE
       SET user_name = excluded.user_name, okta_user_id = excluded.okta_user_id,
           last_assigned_at = excluded.last_assigned_at`,
    [userNameKey(userName), userName, oktaUserId],
  );
}
