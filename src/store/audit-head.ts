import type { Secret } from '../base/secret.ts';
import { appendAudit, lockHead } from './audit.ts';
import { type AuditEntry, type AuditHead, auditPlace } from './audit-entry.ts';
import { isUnkeyed, keyedScheme, UNKEYED } from './audit-scheme.ts';
import type { Database, Queries } from './database.ts';

/** Where the audit chain ends. */
export async function readAuditHead(queries: Queries): Promise<AuditHead> {
  const [head] = await queries.query<AuditHead>('SELECT seq, hash FROM connector.audit_head');
  if (!head) throw new Error('The table connector.audit_head has lost its row.');
  return head;
}

const LAST_ENTRY = `
  SELECT head.seq, head.hash,
    NOT EXISTS (SELECT FROM connector.audit WHERE seq > head.seq) AND (
      head.seq = head.pruned_seq OR EXISTS (SELECT FROM connector.audit WHERE seq = head.seq AND hash = head.hash)
    ) AS "isWhole"
  FROM connector.audit_head AS head`;

/** Where the audit chain ends, and whether its last entry is the one that is there. */
export async function readAuditEnd(queries: Queries): Promise<AuditHead & { readonly isWhole: boolean }> {
  const [end] = await queries.query<AuditHead & { readonly isWhole: boolean }>(LAST_ENTRY);
  if (!end) throw new Error('The table connector.audit_head has lost its row.');
  return end;
}

/** The entry with which a key begins. From then on the chain can end with no entry that was made without it. */
const beginning = (at: number, before: string, after: string): AuditEntry => ({
  at,
  requestId: '',
  clientId: '',
  action: 'audit-key',
  userName: '',
  omniUserId: '',
  reference: 'audit:key',
  before: isUnkeyed(before) ? [] : [before],
  after: [after],
  outcome: 'verified',
});

/**
 * The key that the chain goes on with where these do not hold it, by its name; undefined: they do, or it needs none.
 */
export async function missingAuditKey(queries: Queries, keys: readonly Secret[]): Promise<string | undefined> {
  const [head] = await queries.query<{ scheme: string }>('SELECT scheme FROM connector.audit_head');
  const isHeld = !head || isUnkeyed(head.scheme) || keys.some((key) => keyedScheme(key).name === head.scheme);
  return isHeld ? undefined : head.scheme;
}

/**
 * Makes sure that the chain goes on with the key of the settings, before anything else is written.
 *
 * @param at ms epoch
 * @throws Error one line for the operator, when the chain was made with a key that is not given
 */
export function beginAuditKey(database: Database, at: number): Promise<void> {
  return database.transaction(async (queries) => {
    const { auditSchemes = [] } = queries;
    const [current = UNKEYED] = auditSchemes;
    const head = await lockHead(queries);
    if (head.scheme === current.name) return;
    if (!isUnkeyed(head.scheme) && !auditSchemes.some(({ name }) => name === head.scheme)) {
      throw new Error(
        `The audit log goes on with the key ${head.scheme}, which AUDIT_KEY does not hold (docs/audit.md): it ends at ${auditPlace(head)}.`,
      );
    }
    await appendAudit(queries, [beginning(at, head.scheme, current.name)]);
  });
}
