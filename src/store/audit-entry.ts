import canonicalize from 'canonicalize';
import type { AttributeValue } from '../push/attribute.ts';
import type { AuditScheme } from './audit-scheme.ts';

export type AuditOutcome = 'verified' | 'unverified' | 'not-applied' | 'interrupted';

/** What happened to one value of one user. */
export interface AuditEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string;
  readonly clientId: string;
  readonly action: string;
  readonly userName: string;
  readonly omniUserId: string;
  readonly reference: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
  readonly outcome: AuditOutcome;
  /** Why the value gives the user more than the rows that bear it; empty or left out: it does not, or nobody knew. */
  readonly widens?: string;
  /** Of a row of a job; undefined: no job did it. */
  readonly jobId?: string | undefined;
}

/** An entry as its row holds it: the values are JSON texts, which are hashed and stored as they are. */
export type AuditRow = Omit<AuditEntry, 'before' | 'after'> & { readonly before: string; readonly after: string };

/** A place in the chain. */
export interface AuditHead {
  readonly seq: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** A place in one text, as `audit verify --expect` takes it. */
export const auditPlace = ({ seq, hash }: AuditHead): string => `${seq}:${hash}`;

/** What the first entry follows. */
export const GENESIS: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** PostgreSQL text holds neither NUL nor lone surrogates; an entry must never be lost because of one in a name. */
const storable = (text: string): string => text.replaceAll('\0', '\u{fffd}').toWellFormed();

/** The row of an entry; inside a JSON text every character is storable, because JSON escapes the odd ones. */
export function toAuditRow(entry: AuditEntry): AuditRow {
  return {
    at: entry.at,
    requestId: storable(entry.requestId),
    clientId: storable(entry.clientId),
    action: entry.action,
    userName: storable(entry.userName),
    omniUserId: storable(entry.omniUserId),
    reference: storable(entry.reference),
    before: JSON.stringify(entry.before),
    after: JSON.stringify(entry.after),
    outcome: entry.outcome,
    // An entry without it is as it was before there was such a thing, so that its hash is, too.
    ...(entry.widens && { widens: storable(entry.widens) }),
    // Left out where there is none, so that entries hash as they did before they named a job.
    ...(entry.jobId && { jobId: entry.jobId }),
  };
}

/** The hash of the hash before and the row as canonical JSON (RFC 8785); the sequence number is in neither. */
export const auditHash = (scheme: AuditScheme, previousHash: string, row: AuditRow): string =>
  scheme.hash(previousHash, String(canonicalize(row)));
