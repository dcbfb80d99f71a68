import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

const REMEMBER = `
  INSERT INTO connector.omni_users (user_name_key, omni_user_id, seen_at) VALUES ($1, $2, connector.now_ms($3))
  ON CONFLICT (user_name_key) DO UPDATE SET omni_user_id = excluded.omni_user_id, seen_at = excluded.seen_at`;

/** Remembers which Omni user bears the name, to save the search next time. */
export async function rememberOmniUser(
  queries: Queries,
  userName: string,
  omniUserId: string,
  now?: number,
): Promise<void> {
  await queries.query(REMEMBER, [userNameKey(userName), omniUserId, now ?? null]);
}

/** The remembered id. It may be out of date: a person who was deleted and made again has a new one. */
export async function recallOmniUser(queries: Queries, userName: string): Promise<string | undefined> {
  const [row] = await queries.query<{ id: string }>(
    'SELECT omni_user_id AS id FROM connector.omni_users WHERE user_name_key = $1',
    [userNameKey(userName)],
  );
  return row?.id;
}

/** Forgets the id, after Omni answered 404 for it. */
export async function forgetOmniUser(queries: Queries, userName: string): Promise<void> {
  await queries.query('DELETE FROM connector.omni_users WHERE user_name_key = $1', [userNameKey(userName)]);
}

export interface SeenUser {
  readonly userName: string;
  readonly omniUserId: string;
}

const REMEMBER_PAGE = `
  INSERT INTO connector.omni_users (user_name_key, omni_user_id, seen_at)
  SELECT user_name_key, omni_user_id, connector.now_ms($3)
  FROM unnest($1::text[], $2::text[]) AS seen (user_name_key, omni_user_id) ORDER BY user_name_key
  ON CONFLICT (user_name_key) DO UPDATE SET omni_user_id = excluded.omni_user_id, seen_at = excluded.seen_at`;

/** Remembers the ids of many users, as a page of the list shows them; of one name shown twice the last id counts. */
export async function rememberOmniUsers(queries: Queries, users: readonly SeenUser[], now?: number): Promise<void> {
  const ids = new Map(users.map(({ userName, omniUserId }) => [userNameKey(storableText(userName)), omniUserId]));
  await queries.query(REMEMBER_PAGE, [[...ids.keys()], [...ids.values()], now ?? null]);
}
