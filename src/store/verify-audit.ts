import { type AuditHead, type AuditRow, auditHash, GENESIS } from './audit-entry.ts';
import { type AuditScheme, isUnkeyed, UNKEYED } from './audit-scheme.ts';
import type { Queries } from './database.ts';

/**
 * What is wrong with the first bad entry: its content was changed; it is missing; it does not follow the entry before
 * it; it was made without a key where one has begun, or should have; it was made with a key that is not given; or the
 * chain ends elsewhere than the head or the operator's note says.
 */
export type AuditProblem = 'changed' | 'missing' | 'reordered' | 'unkeyed' | 'key' | 'head';

export interface AuditReport {
  readonly ok: boolean;
  /** Entries that are good. */
  readonly checked: number;
  /** The last good entry; an operator who notes it elsewhere can later prove that nothing before it was rewritten. */
  readonly head: AuditHead;
  readonly firstBad?: { readonly seq: number; readonly problem: AuditProblem };
}

/** An entry that is good, and how it was made. */
interface Link extends AuditHead {
  readonly scheme: string;
}

interface StoredRow extends Link {
  readonly previousHash: string;
  readonly row: AuditRow;
}

interface Page {
  readonly rows: readonly StoredRow[];
  /** Where the chain ended at the moment when the page was read. */
  readonly end: AuditHead;
}

const PAGE_ROWS = 1_000;

/** One statement sees one moment, so entries that are appended meanwhile never look like a fault. */
const PAGE = `
  SELECT head.seq AS "endSeq", head.hash AS "endHash", entry.*
  FROM connector.audit_head AS head
  LEFT JOIN (
    SELECT seq, at, request_id AS "requestId", client_id AS "clientId", action, user_name AS "userName",
           omni_user_id AS "omniUserId", reference, before::text AS before, after::text AS after, outcome,
           job_id AS "jobId", previous_hash AS "previousHash", hash, scheme, widens
    FROM connector.audit WHERE seq > $1 ORDER BY seq LIMIT ${PAGE_ROWS}
  ) AS entry ON true
  ORDER BY entry.seq`;

type PageRow = AuditRow & Link & { previousHash: string; endSeq: number; endHash: string };

async function readPage(queries: Queries, afterSeq: number): Promise<Page> {
  const found = await queries.query<PageRow>(PAGE, [afterSeq]);
  const [first] = found;
  if (!first) throw new Error('The table connector.audit_head has lost its row.');
  const rows = found
    .filter(({ seq }) => seq !== null)
    .map(({ endSeq: _seq, endHash: _hash, seq, hash, scheme, previousHash, widens, jobId, ...row }) => ({
      seq,
      hash,
      scheme,
      previousHash,
      row: { ...row, ...(widens && { widens }), ...(jobId && { jobId }) },
    }));
  return { rows, end: { seq: first.endSeq, hash: first.endHash } };
}

function findProblem(
  { seq, hash, scheme: name, previousHash, row }: StoredRow,
  last: Link,
  schemes: readonly AuditScheme[],
): AuditProblem | undefined {
  if (seq !== last.seq + 1) return 'missing';
  if (isUnkeyed(name) && !isUnkeyed(last.scheme)) return 'unkeyed';
  const scheme = [UNKEYED, ...schemes].find((one) => one.name === name);
  if (!scheme) return 'key';
  if (auditHash(scheme, previousHash, row) !== hash) return 'changed';
  return previousHash === last.hash ? undefined : 'reordered';
}

/** The last entry of a chain that is good so far, and what is wrong with the one after it. */
interface Followed {
  readonly last: Link;
  readonly firstBad?: AuditReport['firstBad'];
}

const bad = (last: Link, seq: number, problem: AuditProblem): Followed => ({ last, firstBad: { seq, problem } });

function reportOf({ last: { seq, hash }, firstBad }: Followed): AuditReport {
  return { ok: firstBad === undefined, checked: seq, head: { seq, hash }, ...(firstBad && { firstBad }) };
}

/** Follows the chain over one page. */
function followPage(
  rows: readonly StoredRow[],
  start: Link,
  expected: AuditHead | undefined,
  schemes: readonly AuditScheme[],
): Followed {
  let last = start;
  for (const stored of rows) {
    const problem = findProblem(stored, last, schemes);
    if (problem) return bad(last, last.seq + 1, problem);
    if (stored.seq === expected?.seq && stored.hash !== expected.hash) return bad(last, stored.seq, 'head');
    last = { seq: stored.seq, hash: stored.hash, scheme: stored.scheme };
  }
  return { last };
}

/** Compares the last entry with where the chain ends by the head's word, and reached by the operator's note. */
function checkEnd(last: Link, end: AuditHead, expected: AuditHead | undefined): Followed {
  if (last.seq < Math.max(end.seq, expected?.seq ?? 0)) return bad(last, last.seq + 1, 'missing');
  return last.seq === end.seq && last.hash === end.hash ? { last } : bad(last, last.seq, 'head');
}

/**
 * A connector with a key begins with an entry of it: a chain that ends without one was rewritten by somebody without.
 */
function checkKey({ last, firstBad }: Followed, schemes: readonly AuditScheme[]): Followed {
  const isMissing = firstBad === undefined && schemes.length > 0 && last.seq > 0 && isUnkeyed(last.scheme);
  return isMissing ? bad(last, last.seq, 'unkeyed') : { last, ...(firstBad && { firstBad }) };
}

/**
 * Checks the whole audit chain in pages, with flat memory; entries may be appended meanwhile. Entries with a key need
 * that key.
 *
 * @param expectedHead a head noted at an earlier check: finds a chain that was rewritten as a whole
 */
export async function verifyAudit(queries: Queries, expectedHead?: AuditHead): Promise<AuditReport> {
  const { auditSchemes = [] } = queries;
  let last: Link = { ...GENESIS, scheme: UNKEYED.name };
  while (true) {
    const { rows, end } = await readPage(queries, last.seq);
    const followed = followPage(rows, last, expectedHead, auditSchemes);
    if (followed.firstBad) return reportOf(followed);
    last = followed.last;
    if (rows.length < PAGE_ROWS) return reportOf(checkKey(checkEnd(last, end, expectedHead), auditSchemes));
  }
}
