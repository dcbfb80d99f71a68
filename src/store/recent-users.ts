import type { Queries } from './database.ts';
import { DOUBTED_AT } from './doubt.ts';

/** A user of whom something is remembered. */
export interface RecentUser {
  readonly omniUserId: string;
  /** The `userNameKey`. */
  readonly userName: string;
  /** What is remembered. */
  readonly references: readonly string[];
}

/** By the index of the time alone: a user mostly has fewer values than this many times the users that are asked for. */
const VALUES_PER_USER = 20;

const RECENT = `
  SELECT omni_user_id AS "omniUserId", min(user_name_key) AS "userName", array_agg(DISTINCT reference) AS "references"
  FROM (
    SELECT omni_user_id, reference, read_at FROM connector.user_values WHERE read_at > ${DOUBTED_AT}
    ORDER BY read_at DESC LIMIT $1::int * ${VALUES_PER_USER}
  ) AS recent JOIN connector.omni_users USING (omni_user_id)
  GROUP BY omni_user_id ORDER BY max(read_at) DESC, omni_user_id LIMIT $1`;

/** The users whose remembered values were read last: what a copy of the database would have wrong. */
export const recentUsers = (queries: Queries, limit: number): Promise<RecentUser[]> =>
  queries.query<RecentUser>(RECENT, [limit]);
