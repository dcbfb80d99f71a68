import type { AttributeValue } from '../push/attribute.ts';
import { type AuditEntry, type AuditHead, type AuditRow, auditHash, toAuditRow } from './audit-entry.ts';
import { type AuditScheme, isUnkeyed, UNKEYED } from './audit-scheme.ts';
import type { Queries } from './database.ts';

/** Where the chain ends, and how its last entry was made. */
export interface ChainEnd extends AuditHead {
  readonly scheme: string;
}

interface ChainedRow extends AuditRow, ChainEnd {
  readonly previousHash: string;
}

/**
 * The entries, and the new end of the chain, which is locked. One JSON text costs less than an array for each column.
 */
const APPEND = `
  WITH appended AS (
    INSERT INTO connector.audit (seq, at, request_id, client_id, action, user_name, omni_user_id, reference,
                                 before, after, outcome, previous_hash, hash, scheme, widens, job_id)
    SELECT seq, at, "requestId", "clientId", action, "userName", "omniUserId", reference,
           before::json, after::json, outcome, "previousHash", hash, scheme, coalesce(widens, ''), coalesce("jobId", '')
    FROM json_to_recordset($1::json) AS entry (
      seq bigint, at bigint, "requestId" text, "clientId" text, action text, "userName" text, "omniUserId" text,
      reference text, before text, after text, outcome text, "previousHash" text, hash text, scheme text, widens text,
      "jobId" text)
    ORDER BY seq
  )
  UPDATE connector.audit_head SET seq = $2, hash = $3, scheme = $4`;

/** Chains entries to the end of what is there. @returns them, and the new end */
function chain(
  scheme: AuditScheme,
  head: ChainEnd,
  entries: readonly AuditEntry[],
): { readonly rows: readonly ChainedRow[]; readonly end: ChainEnd } {
  let end = head;
  const rows = entries.map((entry) => {
    const row = toAuditRow(entry);
    const previousHash = end.hash;
    end = { seq: end.seq + 1, hash: auditHash(scheme, previousHash, row), scheme: scheme.name };
    return { ...row, ...end, previousHash };
  });
  return { rows, end };
}

/** Locks the end of the chain, under a condition, as a part of a statement. */
export const lockHeadSql = (condition: string): string =>
  `SELECT seq, hash, scheme FROM connector.audit_head WHERE ${condition} FOR UPDATE`;

/** Locks the end of the chain until the transaction ends: one writer at a time. */
export async function lockHead(queries: Queries): Promise<ChainEnd> {
  const [head] = await queries.query<ChainEnd>('SELECT seq, hash, scheme FROM connector.audit_head FOR UPDATE');
  if (!head) throw new Error('The table connector.audit_head has lost its row.');
  return head;
}

/**
 * Appends entries to the audit chain, in the order given. Call it last in a transaction: other writers wait until that
 * ends. Once there is an entry with a key, there is none without one after it.
 *
 * @param queries of a transaction, never the database itself
 * @param locked the end of the chain, where a statement before has locked it (`lockHeadSql`)
 * @throws Error when the chain goes on with a key and none is given
 */
export async function appendAudit(
  queries: Queries,
  entries: readonly AuditEntry[],
  locked?: ChainEnd | undefined,
): Promise<void> {
  const [scheme = UNKEYED] = queries.auditSchemes ?? [];
  const head = locked ?? (await lockHead(queries));
  if (isUnkeyed(scheme.name) && !isUnkeyed(head.scheme)) {
    throw new Error(`The audit log goes on with the key ${head.scheme}, and AUDIT_KEY is not set.`);
  }
  const { rows, end } = chain(scheme, head, entries);
  await queries.query(APPEND, [JSON.stringify(rows), end.seq, end.hash, end.scheme]);
}

/** One value of one user. */
export interface UserReference {
  readonly omniUserId: string;
  readonly reference: string;
}

interface LastWrite extends UserReference {
  readonly value: AttributeValue;
}

const LAST_WRITE = `
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
  return await queries.query<LastWrite>(LAST_WRITE, [
    asked.map(({ omniUserId }) => omniUserId),
    asked.map(({ reference }) => reference),
  ]);
}

/** Definitions are audited too, without a user. A sync writes what Okta would: it is no second owner. */
const WRITTEN_REFERENCES = `
  SELECT reference FROM unnest($1::text[]) AS asked (reference)
  WHERE EXISTS (
    SELECT FROM connector.audit
    WHERE audit.reference = asked.reference AND omni_user_id <> '' AND outcome IN ('verified', 'unverified')
      AND action <> 'sync-from-okta'
  )`;

/** Those of the references of which this connector has written a user's value, other than by a sync from Okta. */
export async function writtenReferences(queries: Queries, references: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ reference: string }>(WRITTEN_REFERENCES, [references]);
  return new Set(rows.map(({ reference }) => reference));
}
