import { userNameKey } from '../../push/user-name-key.ts';
import type { Queries } from '../database.ts';

/** By which somebody is to be found: a name that they have or had, or their id in Omni or in Okta. */
export type PersonAsked = { readonly userName: string } | { readonly id: string };

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
  /** In Omni, and of those who bear it in Okta by what is known of them there. */
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super();
    this.ids = ids;
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
  'SELECT okta_user_id AS id, user_name_key AS name FROM connector.shared_names WHERE user_name_key = ANY ($1::text[])';

/** By which somebody of Okta was seen. */
const NAMES_IN_OKTA = `
  SELECT user_name_key AS name FROM connector.assigned_users WHERE okta_user_id = $1
  UNION SELECT user_name_key FROM connector.job_okta_users WHERE okta_user_id = $1
  UNION SELECT user_name_key FROM connector.shared_names WHERE okta_user_id = $1`;

const idsOf = (bearers: readonly Bearer[]): string[] => [...new Set(bearers.map(({ id }) => id))];

/** @throws SeveralPeople also where Omni was never seen to have any of them */
async function byName(queries: Queries, userName: string): Promise<{ omniUserId: string; names: string[] }> {
  const names = [userNameKey(userName)];
  const omni = idsOf(await queries.query<Bearer>(OF_NAMES, [names]));
  const okta = idsOf(await queries.query<Bearer>(SHARED, [names]));
  if (omni.length > 1 || okta.length > 0) throw new SeveralPeople([...omni, ...okta]);
  return { omniUserId: omni[0] ?? '', names };
}

/** An id that Okta was never seen to have is one of Omni. @throws SeveralPeople */
async function byId(queries: Queries, id: string): Promise<{ omniUserId: string; names: string[] }> {
  const seen = (await queries.query<{ name: string }>(NAMES_IN_OKTA, [id])).map(({ name }) => name);
  if (seen.length === 0) return { omniUserId: id, names: [] };
  const shared = new Set((await queries.query<Bearer>(SHARED, [seen])).map(({ name }) => name));
  const names = seen.filter((name) => !shared.has(name));
  const omni = idsOf(await queries.query<Bearer>(OF_NAMES, [names]));
  if (omni.length > 1) throw new SeveralPeople(omni);
  return { omniUserId: omni[0] ?? '', names };
}

/**
 * Finds out under which names and ids somebody is known. A name that somebody else has had too is left out: what is
 * kept under it may be theirs.
 *
 * @throws SeveralPeople
 */
export async function findPerson(queries: Queries, asked: PersonAsked): Promise<Person> {
  const found = 'id' in asked ? await byId(queries, asked.id) : await byName(queries, asked.userName);
  const { omniUserId } = found;
  const own = omniUserId === '' ? [] : await queries.query<Bearer>(OF_ID, [omniUserId]);
  const names = new Set([...found.names, ...own.map(({ name }) => name)]);
  for (const { id, name } of await queries.query<Bearer>(OF_NAMES, [[...names]])) {
    if (id !== omniUserId) names.delete(name);
  }
  for (const { name } of await queries.query<Bearer>(SHARED, [[...names]])) names.delete(name);
  const oktaUsers = idsOf(await queries.query<Bearer>(OKTA_IDS, [[...names], omniUserId]));
  return { omniUserId, names: [...names], oktaUserIds: 'id' in asked ? [...oktaUsers, asked.id] : oktaUsers };
}
