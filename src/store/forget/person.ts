import { userNameKey } from '../../push/user-name-key.ts';
import type { Queries } from '../database.ts';

/** By which somebody is to be found: a name that they have or had, or Omni's id. */
export type PersonAsked = { readonly userName: string } | { readonly omniUserId: string };

/** Somebody as the tables know them. */
export interface Person {
  /** Omni's id; empty: Omni was never seen to have them. */
  readonly omniUserId: string;
  /** The names that they and nobody else have had, by `userNameKey`. */
  readonly names: readonly string[];
  readonly oktaUserIds: readonly string[];
}

/** Several people had the name. */
export class SeveralPeople extends Error {
  override readonly name = 'SeveralPeople';
  readonly omniUserIds: readonly string[];

  constructor(omniUserIds: readonly string[]) {
    super();
    this.omniUserIds = omniUserIds;
  }
}

const NAME_KEY = 'lower(user_name COLLATE "C")';

/** Every pair of a name and an id that was ever seen. */
const BEARERS = (where: (name: string) => string): string => `
  SELECT omni_user_id AS id, ${NAME_KEY} AS name FROM connector.audit WHERE omni_user_id <> '' AND ${where(NAME_KEY)}
  UNION SELECT omni_user_id, user_name_key FROM connector.omni_users WHERE ${where('user_name_key')}
  UNION SELECT omni_user_id, user_name_key FROM connector.push_rows WHERE omni_user_id <> '' AND ${where('user_name_key')}`;

interface Bearer {
  readonly id: string;
  readonly name: string;
}

const OF_NAMES = BEARERS((name) => `${name} = ANY ($1::text[])`);
const OF_ID = BEARERS(() => 'omni_user_id = $1');

const OKTA_IDS = `
  SELECT okta_user_id AS id FROM connector.assigned_users WHERE user_name_key = ANY ($1::text[])
  UNION SELECT okta_user_id FROM connector.job_okta_users
  WHERE user_name_key = ANY ($1::text[]) OR $2 <> '' AND external_id = $2`;

/** Names that two people of Okta bear. */
const SHARED =
  'SELECT DISTINCT user_name_key AS name FROM connector.shared_names WHERE user_name_key = ANY ($1::text[])';

async function idOf(queries: Queries, asked: PersonAsked): Promise<string> {
  if ('omniUserId' in asked) return asked.omniUserId;
  const bearers = await queries.query<Bearer>(OF_NAMES, [[userNameKey(asked.userName)]]);
  const ids = [...new Set(bearers.map(({ id }) => id))];
  if (ids.length > 1) throw new SeveralPeople(ids);
  return ids[0] ?? '';
}

/**
 * Finds out under which names and ids somebody is known. A name that somebody else has had too is left out: what is
 * kept under it may be theirs.
 *
 * @throws SeveralPeople
 */
export async function findPerson(queries: Queries, asked: PersonAsked): Promise<Person> {
  const omniUserId = await idOf(queries, asked);
  const own = omniUserId === '' ? [] : await queries.query<Bearer>(OF_ID, [omniUserId]);
  const names = new Set([
    ...('userName' in asked ? [userNameKey(asked.userName)] : []),
    ...own.map(({ name }) => name),
  ]);
  for (const { id, name } of await queries.query<Bearer>(OF_NAMES, [[...names]])) {
    if (id !== omniUserId) names.delete(name);
  }
  for (const { name } of await queries.query<{ name: string }>(SHARED, [[...names]])) names.delete(name);
  if ('userName' in asked && !names.has(userNameKey(asked.userName))) throw new SeveralPeople([omniUserId]);
  const oktaUsers = await queries.query<{ id: string }>(OKTA_IDS, [[...names], omniUserId]);
  return { omniUserId, names: [...names], oktaUserIds: oktaUsers.map(({ id }) => id) };
}
