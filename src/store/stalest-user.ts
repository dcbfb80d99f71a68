import type { Queries } from './database.ts';
import { DOUBTED_AT } from './doubt.ts';

/** A user whose remembered values should be read again. */
export interface StaleUser {
  readonly omniUserId: string;
  /** The `userNameKey`; null when nobody remembers whose id this is. */
  readonly userName: string | null;
  readonly references: readonly string[];
  /** A value of theirs was sent and never read, or is doubted. */
  readonly isDoubtful: boolean;
}

const STALEST = `
  SELECT omni_user_id AS "omniUserId", array_agg(reference ORDER BY reference) AS "references",
         bool_or(read_at <= ${DOUBTED_AT}) AS "isDoubtful",
         (SELECT min(user_name_key) FROM connector.omni_users WHERE omni_user_id = known.omni_user_id) AS "userName"
  FROM connector.user_values AS known
  WHERE omni_user_id = (
    SELECT omni_user_id FROM connector.user_values WHERE read_at < greatest($1, ${DOUBTED_AT} + 1)
    ORDER BY read_at, omni_user_id LIMIT 1
  )
  GROUP BY omni_user_id`;

/**
 * The user whose values were read longest ago, doubtful ones first; undefined when all were read since `before` (ms).
 */
export async function stalestUser(queries: Queries, before: number): Promise<StaleUser | undefined> {
  const [user] = await queries.query<StaleUser>(STALEST, [before]);
  return user;
}
