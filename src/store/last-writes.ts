import type { AttributeValue } from '../push/attribute.ts';
import type { Queries } from './database.ts';

/** One value of one user. */
export interface UserReference {
  readonly omniUserId: string;
  readonly reference: string;
}

interface LastWrite extends UserReference {
  readonly value: AttributeValue;
}

const LAST = `
  SELECT asked.omni_user_id AS "omniUserId", asked.reference, last.after AS value
  FROM unnest($1::text[], $2::text[]) AS asked (omni_user_id, reference)
  CROSS JOIN LATERAL (
    SELECT after FROM connector.audit
    WHERE audit.omni_user_id = asked.omni_user_id AND audit.reference = asked.reference
      AND outcome IN ('verified', 'unverified')
    ORDER BY seq DESC LIMIT 1
  ) AS last`;

/** What this connector wrote last, whether it was read back or not; values that it has never written are left out. */
export async function lastWrites(queries: Queries, asked: readonly UserReference[]): Promise<readonly LastWrite[]> {
  if (asked.length === 0) return [];
  return await queries.query<LastWrite>(LAST, [
    asked.map(({ omniUserId }) => omniUserId),
    asked.map(({ reference }) => reference),
  ]);
}

/** Definitions are audited too, without a user. A sync writes what Okta would: it is no second owner. */
const WRITTEN = `
  SELECT reference FROM unnest($1::text[]) AS asked (reference)
  WHERE EXISTS (
    SELECT FROM connector.audit
    WHERE audit.reference = asked.reference AND omni_user_id <> '' AND outcome IN ('verified', 'unverified')
      AND action <> 'sync-from-okta'
  )`;

/** Those of the references of which this connector has written a user's value, other than by a sync from Okta. */
export async function writtenReferences(queries: Queries, references: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ reference: string }>(WRITTEN, [references]);
  return new Set(rows.map(({ reference }) => reference));
}
