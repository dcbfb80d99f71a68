import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditRow } from './audit-entry.ts';
import type { StoredEntry } from './audit-page.ts';

/**
 * Entries that the log makes about itself. They stand in the chain like any other, with its key: who cannot make an
 * entry cannot prune the log or change what is left of a person either.
 */
const PRUNED = { action: 'audit-prune', reference: 'audit:pruned' } as const;
const FORGOTTEN = { action: 'forget', reference: 'audit:forgotten' } as const;

const toldBy = (row: AuditRow, mark: typeof PRUNED | typeof FORGOTTEN): string | undefined =>
  row.action === mark.action && row.reference === mark.reference ? String(JSON.parse(row.after)[0]) : undefined;

/** The place up to which an entry says that the log was pruned; undefined: it is about something else. */
export const prunedUpTo = (row: AuditRow): string | undefined => toldBy(row, PRUNED);

/** The digest of an entry about somebody who was forgotten; undefined: it is about something else. */
export const provenDigest = (row: AuditRow): string | undefined => toldBy(row, FORGOTTEN);

/** The digest of what is left of the forgotten entries, up to this one. */
export const forgottenDigest = (after: string, { seq, hash, row }: Pick<StoredEntry, 'seq' | 'hash' | 'row'>): string =>
  createHash('sha256')
    .update(after)
    .update(String(canonicalize({ seq, hash, row })))
    .digest('hex');
