import { AuditChain, type BadEntry, wrongEnd } from './audit-chain.ts';
import type { AuditHead } from './audit-entry.ts';
import { AUDIT_PAGE_ROWS, type AuditPage, type Link, readAuditPage } from './audit-page.ts';
import { isUnkeyed } from './audit-scheme.ts';
import type { Queries } from './database.ts';

export interface AuditReport {
  readonly ok: boolean;
  /** Entries that are good. */
  readonly checked: number;
  /** Entries of before them that were pruned. */
  readonly pruned: number;
  /** Those of the good ones whose person was forgotten: what is left of them is proved. */
  readonly forgotten: number;
  /** The last good entry; an operator who notes it elsewhere can later prove that nothing before it was rewritten. */
  readonly head: AuditHead;
  readonly firstBad?: BadEntry;
}

function reportOf(chain: AuditChain, firstBad: BadEntry | undefined): AuditReport {
  const { checked, forgotten, beginning, last } = chain;
  return {
    ok: firstBad === undefined,
    checked,
    pruned: beginning.seq,
    forgotten,
    head: { seq: last.seq, hash: last.hash },
    ...(firstBad && { firstBad }),
  };
}

/** Whether the operator's note is of a place that is not there any more, or of another one than the log begins at. */
function wrongBeginning({ seq, hash }: Link, expected: AuditHead | undefined): BadEntry | undefined {
  if (expected === undefined || expected.seq > seq || seq === 0) return undefined;
  if (expected.seq < seq) return { seq: expected.seq, problem: 'pruned' };
  return expected.hash === hash ? undefined : { seq, problem: 'head' };
}

/** Follows the chain over one page. */
function followPage(chain: AuditChain, { entries, pruned }: AuditPage, expected?: AuditHead): BadEntry | undefined {
  if (pruned.seq > chain.last.seq) {
    const wrong = wrongBeginning(pruned, expected && expected.seq > chain.last.seq ? expected : undefined);
    if (wrong) return wrong;
    chain.beginAt(pruned);
  }
  for (const entry of entries) {
    const { seq, hash } = entry;
    const problem = chain.follow(entry);
    if (problem) return problem;
    if (seq === expected?.seq && hash !== expected.hash) return { seq, problem: 'head' };
  }
  return undefined;
}

/**
 * A connector with a key begins with an entry of it: a chain that ends without one was rewritten by somebody without.
 */
function missingKey({ last }: AuditChain, isKeyed: boolean): BadEntry | undefined {
  return isKeyed && last.seq > 0 && isUnkeyed(last.scheme) ? { seq: last.seq, problem: 'unkeyed' } : undefined;
}

/**
 * Checks the whole audit chain in pages, with flat memory; entries may be appended, pruned and forgotten meanwhile.
 * Entries with a key need that key. A log that was pruned is checked from where it begins.
 *
 * @param expected a head noted at an earlier check: finds a chain that was rewritten as a whole
 */
export async function verifyAudit(queries: Queries, expected?: AuditHead): Promise<AuditReport> {
  const { auditSchemes = [] } = queries;
  let page = await readAuditPage(queries, 0);
  const chain = new AuditChain(auditSchemes, page.end.seq);
  while (true) {
    const bad = followPage(chain, page, expected);
    if (bad) return reportOf(chain, bad);
    if (page.entries.length < AUDIT_PAGE_ROWS) {
      const wrong = wrongEnd(chain.last, page.end, expected);
      return reportOf(chain, wrong ?? chain.open() ?? missingKey(chain, auditSchemes.length > 0));
    }
    page = await readAuditPage(queries, chain.last.seq);
  }
}
