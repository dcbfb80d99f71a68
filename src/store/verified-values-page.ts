import type { AttributeValue } from '../push/attribute.ts';
import type { Queries } from './database.ts';
import type { VerifiedValue } from './verified-values.ts';

export interface SeenValues {
  readonly omniUserId: string;
  /** What the user holds, by reference; an empty list is "no value". */
  readonly values: ReadonlyMap<string, AttributeValue>;
}

/** Sorted, so that two replicas that save the same users lock them in one order and nobody deadlocks. */
const SAVE = `
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
  await queries.query(SAVE, [
    seen.map(({ omniUserId }) => omniUserId),
    seen.map(({ reference }) => reference),
    seen.map(({ value }) => value),
    verifiedAt,
  ]);
}

const READ = `
  SELECT omni_user_id AS "omniUserId", reference, value, verified_at AS "verifiedAt"
  FROM connector.verified_values WHERE omni_user_id = ANY ($1::text[]) AND verified_at > 0`;

type ReadRow = { omniUserId: string; reference: string } & VerifiedValue;

/** What the users held when they were last read, by Omni's id and by reference; users who were never read are absent. */
export async function readVerifiedValuesOfUsers(
  queries: Queries,
  omniUserIds: readonly string[],
): Promise<Map<string, Map<string, VerifiedValue>>> {
  const rows = await queries.query<ReadRow>(READ, [omniUserIds]);
  const users = new Map<string, Map<string, VerifiedValue>>();
  for (const { omniUserId, reference, ...held } of rows) {
    const values = users.get(omniUserId) ?? new Map<string, VerifiedValue>();
    users.set(omniUserId, values.set(reference, held));
  }
  return users;
}
