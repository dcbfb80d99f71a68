import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type AuditEntry, type AuditHead, type AuditRow, auditPlace } from './audit-entry.ts';
import type { StoredEntry } from './audit-page.ts';

/**
 * Entries that the log makes about itself. They stand in the chain like any other, with its key: who cannot make an
 * entry cannot prune the log or change what is left of a person either.
 */
const about = (at: number, action: string, reference: string, told: string): AuditEntry => ({
  at,
  requestId: '',
  clientId: '',
  action,
  userName: '',
  omniUserId: '',
  reference,
  before: [],
  after: [told],
  outcome: 'verified',
});

const PRUNED = { action: 'audit-prune', reference: 'audit:pruned' } as const;
const FORGOTTEN = { action: 'forget', reference: 'audit:forgotten' } as const;

/** Tells that the log was pruned up to an entry, that one included. */
export const prunedMark = (at: number, last: AuditHead): AuditEntry =>
  about(at, PRUNED.action, PRUNED.reference, auditPlace(last));

/** Proves what is left of the entries of somebody who was forgotten. */
export const forgottenMark = (at: number, digest: string): AuditEntry =>
  about(at, FORGOTTEN.action, FORGOTTEN.reference, digest);

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
