import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

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
