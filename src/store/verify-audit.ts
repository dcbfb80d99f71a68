import { type AuditHead, type AuditRow, auditHash, GENESIS } from './audit-entry.ts';
import type { Queries } from './database.ts';

/**
 * What is wrong with the first bad entry: its content was changed; it is missing; it does not follow the entry before
 * it; or the chain ends elsewhere than the head or the operator's note says.
 */
export type AuditProblem = 'changed' | 'missing' | 'reordered' | 'head';

export interface AuditReport {
  readonly ok: boolean;
  /** Entries that are good. */
  readonly checked: number;
  /** The last good entry; an operator who notes it elsewhere can later prove that nothing before it was rewritten. */
  readonly head: AuditHead;
  readonly firstBad?: { readonly seq: number; readonly problem: AuditProblem };
}

interface StoredRow extends AuditHead {
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
           previous_hash AS "previousHash", hash
    FROM connector.audit WHERE seq > $1 ORDER BY seq LIMIT ${PAGE_ROWS}
  ) AS entry ON true
  ORDER BY entry.seq`;

type PageRow = AuditRow & AuditHead & { previousHash: string; endSeq: number; endHash: string };

async function readPage(queries: Queries, afterSeq: number): Promise<Page> {
  const found = await queries.query<PageRow>(PAGE, [afterSeq]);
  const [first] = found;
  if (!first) throw new Error('The table connector.audit_head has lost its row.');
  const rows = found
    .filter(({ seq }) => seq !== null)
    .map(({ endSeq: _seq, endHash: _hash, seq, hash, previousHash, ...row }) => ({ seq, hash, previousHash, row }));
  return { rows, end: { seq: first.endSeq, hash: first.endHash } };
}

function findProblem({ seq, hash, previousHash, row }: StoredRow, last: AuditHead): AuditProblem | undefined {
  if (seq !== last.seq + 1) return 'missing';
  if (auditHash(previousHash, row) !== hash) return 'changed';
  return previousHash === last.hash ? undefined : 'reordered';
}

const good = (head: AuditHead): AuditReport => ({ ok: true, checked: head.seq, head });

const bad = (head: AuditHead, seq: number, problem: AuditProblem): AuditReport => ({
  ok: false,
  checked: head.seq,
  head,
  firstBad: { seq, problem },
});

/** Follows the chain over one page. */
function followPage(rows: readonly StoredRow[], start: AuditHead, expected: AuditHead | undefined): AuditReport {
  let last = start;
  for (const stored of rows) {
    const problem = findProblem(stored, last);
    if (problem) return bad(last, last.seq + 1, problem);
    if (stored.seq === expected?.seq && stored.hash !== expected.hash) return bad(last, stored.seq, 'head');
    last = { seq: stored.seq, hash: stored.hash };
  }
  return good(last);
}

/** Compares the last entry with where the chain ends by the head's word, and reached by the operator's note. */
function checkEnd(last: AuditHead, end: AuditHead, expected: AuditHead | undefined): AuditReport {
  if (last.seq < Math.max(end.seq, expected?.seq ?? 0)) return bad(last, last.seq + 1, 'missing');
  return last.seq === end.seq && last.hash === end.hash ? good(last) : bad(last, last.seq, 'head');
}

/**
 * Checks the whole audit chain in pages, with flat memory; entries may be appended meanwhile.
 *
 * @param expectedHead a head noted at an earlier check: finds a chain that was rewritten as a whole
 */
export async function verifyAudit(queries: Queries, expectedHead?: AuditHead): Promise<AuditReport> {
  let last = GENESIS;
  while (true) {
    const { rows, end } = await readPage(queries, last.seq);
    const report = followPage(rows, last, expectedHead);
    if (!report.ok) return report;
    last = report.head;
    if (rows.length < PAGE_ROWS) return checkEnd(last, end, expectedHead);
  }
}
