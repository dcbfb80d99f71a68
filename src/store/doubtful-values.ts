import type { AttributeValue } from '../push/attribute.ts';
import type { Queries } from './database.ts';

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
