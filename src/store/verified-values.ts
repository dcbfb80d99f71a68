import type { AttributeValue } from '../push/attribute.ts';
import type { Queries } from './database.ts';

/** What a user held when it was last read back from Omni. */
export interface VerifiedValue {
  readonly value: AttributeValue;
  /** Milliseconds since the epoch. */
  readonly verifiedAt: number;
}

const SAVE = `
  INSERT INTO connector.verified_values AS last (omni_user_id, reference, value, verified_at)
  SELECT $1, reference, value::json, $4::bigint FROM unnest($2::text[], $3::text[]) AS held (reference, value)
  ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE SET value = excluded.value, verified_at = excluded.verified_at
    WHERE last.verified_at <= excluded.verified_at`;

/**
 * Remembers what Omni was seen to hold, by reference; other references of the user stay as they are, and so does one
 * that was verified later than `verifiedAt`.
 */
export async function saveVerifiedValues(
  queries: Queries,
  omniUserId: string,
  values: ReadonlyMap<string, AttributeValue>,
  verifiedAt: number,
): Promise<void> {
  const texts = [...values.values()].map((value) => JSON.stringify(value));
  await queries.query(SAVE, [omniUserId, [...values.keys()], texts, verifiedAt]);
}

/** What the user held, by reference; values that are in doubt are left out. */
export async function readVerifiedValues(queries: Queries, omniUserId: string): Promise<Map<string, VerifiedValue>> {
  const rows = await queries.query<{ reference: string } & VerifiedValue>(
    `SELECT reference, value, verified_at AS "verifiedAt" FROM connector.verified_values
     WHERE omni_user_id = $1 AND verified_at > 0`,
    [omniUserId],
  );
  return new Map(rows.map(({ reference, ...held }) => [reference, held]));
}

/** Forgets everything about a user, when what Omni holds is no longer known. */
export async function forgetUserValues(queries: Queries, omniUserId: string): Promise<void> {
  await queries.query('DELETE FROM connector.verified_values WHERE omni_user_id = $1', [omniUserId]);
}

/** Forgets some references of a user, when what Omni shows of them no longer tells what the user holds. */
export async function forgetUserReferences(
  queries: Queries,
  omniUserId: string,
  references: readonly string[],
): Promise<void> {
  if (references.length === 0) return;
  await queries.query(
    'DELETE FROM connector.verified_values WHERE omni_user_id = $1 AND reference = ANY ($2::text[])',
    [omniUserId, references],
  );
}

/** Forgets one reference of every user, when its definition was changed or deleted. */
export async function forgetReferenceValues(queries: Queries, reference: string): Promise<void> {
  await queries.query('DELETE FROM connector.verified_values WHERE reference = $1', [reference]);
}

export interface SeenValues {
  readonly omniUserId: string;
  /** What the user holds, by reference; an empty list is "no value". */
  readonly values: ReadonlyMap<string, AttributeValue>;
}

/** Sorted, so that two replicas that save the same users lock them in one order and nobody deadlocks. */
const SAVE_OF_USERS = `
  INSERT INTO connector.verified_values AS last (omni_user_id, reference, value, verified_at)
  SELECT omni_user_id, reference, value::json, $4::bigint
  FROM unnest($1::text[], $2::text[], $3::text[]) AS seen (omni_user_id, reference, value)
  ORDER BY omni_user_id, reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE SET value = excluded.value, verified_at = excluded.verified_at
    WHERE last.verified_at <= excluded.verified_at`;

/**
 * Remembers what many users were seen to hold, as `saveVerifiedValues` does for one.
 *
 * @param users each once
 * @param verifiedAt milliseconds since the epoch
 */
export async function saveVerifiedValuesOfUsers(
  queries: Queries,
  users: readonly SeenValues[],
  verifiedAt: number,
): Promise<void> {
  const seen = users.flatMap(({ omniUserId, values }) =>
    [...values].map(([reference, value]) => ({ omniUserId, reference, value: JSON.stringify(value) })),
  );
  await queries.query(SAVE_OF_USERS, [
    seen.map(({ omniUserId }) => omniUserId),
    seen.map(({ reference }) => reference),
    seen.map(({ value }) => value),
    verifiedAt,
  ]);
}

const READ_OF_USERS = `
  SELECT omni_user_id AS "omniUserId", reference, value, verified_at AS "verifiedAt"
  FROM connector.verified_values WHERE omni_user_id = ANY ($1::text[]) AND verified_at > 0`;

type ReadRow = { omniUserId: string; reference: string } & VerifiedValue;

/** What the users held when they were last read, by Omni's id and by reference; users who were never read are absent. */
export async function readVerifiedValuesOfUsers(
  queries: Queries,
  omniUserIds: readonly string[],
): Promise<Map<string, Map<string, VerifiedValue>>> {
  const rows = await queries.query<ReadRow>(READ_OF_USERS, [omniUserIds]);
  const users = new Map<string, Map<string, VerifiedValue>>();
  for (const { omniUserId, reference, ...held } of rows) {
    const values = users.get(omniUserId) ?? new Map<string, VerifiedValue>();
    users.set(omniUserId, values.set(reference, held));
  }
  return users;
}

/** A time at which nothing was ever verified: such a value was sent, and has to be read before anybody relies on it. */
const NEVER = 0;

const DOUBT = `
  INSERT INTO connector.verified_values AS last (omni_user_id, reference, value, verified_at)
  SELECT $1, reference, value::json, ${NEVER} FROM unnest($2::text[], $3::text[]) AS sent (reference, value)
  ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE SET value = excluded.value, verified_at = excluded.verified_at`;

/** Notes values that were sent and not read back: what the user holds of these references is not known for now. */
export async function doubtUserValues(
  queries: Queries,
  omniUserId: string,
  sent: ReadonlyMap<string, AttributeValue>,
): Promise<void> {
  if (sent.size === 0) return;
  const texts = [...sent.values()].map((value) => JSON.stringify(value));
  await queries.query(DOUBT, [omniUserId, [...sent.keys()], texts]);
}

/** A user whose remembered values should be read again. */
export interface StaleUser {
  readonly omniUserId: string;
  /** The `userNameKey`; null when nobody remembers whose id this is. */
  readonly userName: string | null;
  readonly references: readonly string[];
  /** A value of theirs was sent and never read. */
  readonly isDoubtful: boolean;
}

const STALEST = `
  SELECT omni_user_id AS "omniUserId", array_agg(reference ORDER BY reference) AS "references",
         min(verified_at) = ${NEVER} AS "isDoubtful",
         (SELECT min(user_name_key) FROM connector.omni_users WHERE omni_user_id = held.omni_user_id) AS "userName"
  FROM connector.verified_values AS held
  WHERE omni_user_id = (
    SELECT omni_user_id FROM connector.verified_values WHERE verified_at < $1 ORDER BY verified_at, omni_user_id LIMIT 1
  )
  GROUP BY omni_user_id`;

/** The user whose values were read longest ago, doubtful ones first; undefined when all were read since `before` (ms). */
export async function stalestUser(queries: Queries, before: number): Promise<StaleUser | undefined> {
  const [user] = await queries.query<StaleUser>(STALEST, [before]);
  return user;
}
