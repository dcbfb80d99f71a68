import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** What is remembered for a year need not be noted each time. */
const SEEN_EVERY_MS = 3_600_000;

/**
 * Remembers who bears a name, as a statement or as a part of one; the parameters are named by the caller. Nothing is
 * written or locked where that is known and was seen a moment ago.
 */
export const rememberSql = (userNameKey: string, omniUserId: string, now = 'NULL'): string => `
  INSERT INTO connector.omni_users (user_name_key, omni_user_id, seen_at)
  SELECT ${userNameKey}, ${omniUserId}, now FROM connector.now_ms(${now}) AS now
  WHERE ${userNameKey} IS NOT NULL AND NOT EXISTS (
    SELECT FROM connector.omni_users AS known
    WHERE known.user_name_key = ${userNameKey} AND known.omni_user_id = ${omniUserId}
      AND known.seen_at BETWEEN now - ${SEEN_EVERY_MS} AND now
  )
  ON CONFLICT (user_name_key) DO UPDATE SET omni_user_id = excluded.omni_user_id, seen_at = excluded.seen_at`;

const REMEMBER = rememberSql('$1::text', '$2', '$3');

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

/** As `recallOmniUser` for many users, by `userNameKey`; nobody for a name that several of them bear. */
export async function recallOmniUsers(
  queries: Queries,
  userNames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await queries.query<{ key: string; id: string }>(
    'SELECT user_name_key AS key, omni_user_id AS id FROM connector.omni_users WHERE user_name_key = ANY ($1::text[])',
    [userNames.map(userNameKey)],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
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

/** In the order of REMEMBER_PAGE, so that two replicas do not wait for each other. */
const FORGET_PAGE = `
  DELETE FROM connector.omni_users WHERE user_name_key IN (
    SELECT user_name_key FROM connector.omni_users WHERE user_name_key = ANY ($1::text[])
    ORDER BY user_name_key FOR UPDATE)`;

/**
 * Remembers the ids of many users, as a page of the list shows them. A name that several of them bear means nobody:
 * what was remembered of it is forgotten.
 */
export async function rememberOmniUsers(queries: Queries, users: readonly SeenUser[], now?: number): Promise<void> {
  const ids = [...Map.groupBy(users, ({ userName }) => userNameKey(storableText(userName)))].map(
    ([key, bearers]) => [key, [...new Set(bearers.map(({ omniUserId }) => omniUserId))]] as const,
  );
  const shared = ids.filter(([, bearers]) => bearers.length > 1).map(([key]) => key);
  if (shared.length > 0) await queries.query(FORGET_PAGE, [shared]);
  const own = ids.filter(([, bearers]) => bearers.length === 1);
  await queries.query(REMEMBER_PAGE, [own.map(([key]) => key), own.flatMap(([, bearers]) => bearers), now ?? null]);
}
