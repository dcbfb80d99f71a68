import { AuditChain, type BadEntry } from './audit-chain.ts';
import type { AuditHead } from './audit-entry.ts';
import { type AuditLine, entryOfLine } from './audit-lines.ts';
import type { AuditScheme } from './audit-scheme.ts';

export interface LinesReport {
  /** Lines that are good. */
  readonly checked: number;
  /** Places where entries were left out, as by `--since`; before the first line is none. */
  readonly gaps: number;
  /** The last good one; undefined: there is none. */
  readonly last: AuditHead | undefined;
  readonly firstBad: BadEntry | undefined;
}

/**
 * Checks what `audit export` has written: each line by its hash, and each by the one before it where that is there.
 *
 * @param schemes those of the keys that are given
 */
export async function verifyAuditLines(
  lines: AsyncIterable<string>,
  schemes: readonly AuditScheme[],
): Promise<LinesReport> {
  // Whatever proves what was forgotten may lie behind the last line.
  const chain = new AuditChain(schemes, 0);
  let gaps = 0;
  for await (const text of lines) {
    const entry = entryOfLine(JSON.parse(text) as AuditLine);
    if (entry.seq > chain.last.seq + 1) {
      if (chain.checked > 0) gaps += 1;
      chain.beginAt({ seq: entry.seq - 1, hash: entry.previousHash, scheme: entry.scheme });
    }
    const firstBad = chain.follow(entry);
    if (firstBad) return { checked: chain.checked, gaps, last: chain.checked > 0 ? chain.last : undefined, firstBad };
  }
  return { checked: chain.checked, gaps, last: chain.checked > 0 ? chain.last : undefined, firstBad: undefined };
}
