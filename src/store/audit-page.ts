import type { AuditHead, AuditRow } from './audit-entry.ts';
import type { Queries } from './database.ts';

/** A place in the chain, and how its entry was made. */
export interface Link extends AuditHead {
  readonly scheme: string;
}

/** What was left of an entry when its person was forgotten is proved by a later one (`forgottenDigest`). */
export interface Forgotten {
  /** The sequence number of that entry. */
  readonly by: number;
  /** The digest up to the forgotten entry before; empty: this is the first. */
  readonly after: string;
}

/** An entry as the database keeps it. */
export interface StoredEntry extends Link {
  readonly previousHash: string;
  readonly row: AuditRow;
  readonly forgotten?: Forgotten;
}

export interface AuditPage {
  readonly entries: readonly StoredEntry[];
  /** Where the chain ended at the moment when the page was read. */
  readonly end: AuditHead;
  /** The last entry that was pruned by then; 0: none was. */
  readonly pruned: Link;
}

/** Which entries; times are ms epoch, `since` inclusive, `until` exclusive. */
export interface AuditFilter {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** More in memory than this there never is of the log. */
export const AUDIT_PAGE_ROWS = 1_000;

/** The columns of an entry, for `storedEntry`. */
export const ENTRY_COLUMNS = `
  seq, at, request_id AS "requestId", client_id AS "clientId", action, user_name AS "userName",
  omni_user_id AS "omniUserId", reference, before::text AS before, after::text AS after, outcome,
  job_id AS "jobId", previous_hash AS "previousHash", hash, scheme, widens,
  forgotten_by AS "forgottenBy", forgotten_after AS "forgottenAfter"`;

/** One statement sees one moment, so entries that are appended or pruned meanwhile never look like a fault. */
const PAGE = `
  SELECT head.seq AS "endSeq", head.hash AS "endHash", pruned_seq AS "prunedSeq", pruned_hash AS "prunedHash",
         pruned_scheme AS "prunedScheme", entry.*
  FROM connector.audit_head AS head
  LEFT JOIN (
    SELECT ${ENTRY_COLUMNS}
    FROM connector.audit
    WHERE seq > $1 AND ($2::bigint IS NULL OR at >= $2) AND ($3::bigint IS NULL OR at < $3)
    ORDER BY seq LIMIT ${AUDIT_PAGE_ROWS}
  ) AS entry ON true
  ORDER BY entry.seq`;

/** An entry as a statement with `ENTRY_COLUMNS` gives it. */
export interface EntryRow extends AuditRow, Link {
  readonly previousHash: string;
  readonly forgottenBy: number | null;
  readonly forgottenAfter: string | null;
}

interface PageRow extends EntryRow {
  readonly endSeq: number;
  readonly endHash: string;
  readonly prunedSeq: number;
  readonly prunedHash: string;
  readonly prunedScheme: string;
}

/** The entry without what an empty column stands for: left out, its hash is what it was before there was the column. */
export function storedEntry(found: EntryRow): StoredEntry {
  const { seq, hash, scheme, previousHash, forgottenBy, forgottenAfter, widens, jobId } = found;
  const { at, requestId, clientId, action, userName, omniUserId, reference, before, after, outcome } = found;
  const always = { at, requestId, clientId, action, userName, omniUserId, reference, before, after, outcome };
  return {
    seq,
    hash,
    scheme,
    previousHash,
    row: { ...always, ...(widens && { widens }), ...(jobId && { jobId }) },
    ...(forgottenBy !== null && { forgotten: { by: forgottenBy, after: forgottenAfter ?? '' } }),
  };
}

/** The next entries of the log after one, oldest first, and where the log begins and ends at that moment. */
export async function readAuditPage(
  queries: Queries,
  afterSeq: number,
  { since, until }: AuditFilter = {},
): Promise<AuditPage> {
  const found = await queries.query<PageRow>(PAGE, [afterSeq, since ?? null, until ?? null]);
  const [first] = found;
  if (!first) throw new Error('The table connector.audit_head has lost its row.');
  return {
    entries: found.filter(({ seq }) => seq !== null).map(storedEntry),
    end: { seq: first.endSeq, hash: first.endHash },
    pruned: { seq: first.prunedSeq, hash: first.prunedHash, scheme: first.prunedScheme },
  };
}
