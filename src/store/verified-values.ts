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
