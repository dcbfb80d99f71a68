import { AUDIT_PAGE_ROWS, type AuditFilter, readAuditPage, type StoredEntry } from './audit-page.ts';
import type { Queries } from './database.ts';

/** An entry of the audit log as `audit export` writes it. Every key is always there. */
export interface AuditLine {
  readonly seq: number;
  /** RFC 3339 */
  readonly time: string;
  /** ms epoch, as it is hashed */
  readonly at: number;
  readonly requestId: string;
  readonly clientId: string;
  readonly action: string;
  readonly userName: string;
  readonly omniUserId: string;
  readonly reference: string;
  /** JSON values; their texts as `JSON.stringify` writes them are hashed. */
  readonly before: unknown;
  readonly after: unknown;
  readonly outcome: string;
  readonly widens: string;
  readonly jobId: string;
  /** The number of the entry that proves what is left of this one; 0: nobody was forgotten. */
  readonly forgottenBy: number;
  readonly forgottenAfter: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly scheme: string;
}

function lineOf({ seq, hash, scheme, previousHash, row, forgotten }: StoredEntry): AuditLine {
  const { at, before, after, outcome, widens = '', jobId = '', ...named } = row;
  return {
    seq,
    time: new Date(at).toISOString(),
    at,
    ...named,
    before: JSON.parse(before),
    after: JSON.parse(after),
    outcome,
    widens,
    jobId,
    forgottenBy: forgotten?.by ?? 0,
    forgottenAfter: forgotten?.after ?? '',
    previousHash,
    hash,
    scheme,
  };
}

/** The entry that a line of `audit export` was made of. */
export function entryOfLine(line: AuditLine): StoredEntry {
  const { seq, time: _time, before, after, widens, jobId, ...rest } = line;
  const { forgottenBy, forgottenAfter, previousHash, hash, scheme, ...row } = rest;
  return {
    seq,
    hash,
    scheme,
    previousHash,
    row: {
      ...row,
      outcome: row.outcome as StoredEntry['row']['outcome'],
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      ...(widens && { widens }),
      ...(jobId && { jobId }),
    },
    ...(forgottenBy > 0 && { forgotten: { by: forgottenBy, after: forgottenAfter } }),
  };
}

/**
 * Writes the entries of the audit log as lines of JSON, oldest first, up to the end that it had when it was asked; a
 * page at a time is in memory.
 *
 * @param after the entries that come after this number; 0: all
 */
export async function auditLines(
  queries: Queries,
  { after, ...filter }: AuditFilter & { readonly after: number },
  write: (line: string) => Promise<void>,
): Promise<void> {
  let page = await readAuditPage(queries, after, filter);
  const until = page.end.seq;
  while (true) {
    for (const entry of page.entries) if (entry.seq <= until) await write(JSON.stringify(lineOf(entry)));
    const last = page.entries.at(-1)?.seq ?? until;
    if (page.entries.length < AUDIT_PAGE_ROWS || last >= until) return;
    page = await readAuditPage(queries, last, filter);
  }
}
