import { type AuditHead, auditHash, auditPlace, GENESIS } from './audit-entry.ts';
import { forgottenDigest, provenDigest, prunedUpTo } from './audit-marks.ts';
import type { Link, StoredEntry } from './audit-page.ts';
import { type AuditScheme, isUnkeyed, UNKEYED } from './audit-scheme.ts';

/**
 * What is wrong with the first bad entry: its content was changed; it is missing; it does not follow the entry before
 * it; it was made without a key where one has begun, or should have; it was made with a key that is not given; the
 * chain ends elsewhere than the head or the operator's note says; what was noted is of before the kept entries; the log
 * begins late and no entry says that it was pruned; or nothing proves what is left of an entry whose person was
 * forgotten.
 */
export type AuditProblem =
  | 'changed'
  | 'missing'
  | 'reordered'
  | 'unkeyed'
  | 'key'
  | 'head'
  | 'pruned'
  | 'beginning'
  | 'forgotten';

export interface BadEntry {
  readonly seq: number;
  readonly problem: AuditProblem;
}

/** Nothing was pruned. */
const BEGINNING: Link = { ...GENESIS, scheme: UNKEYED.name };

/**
 * Follows the chain entry by entry, in the order of their numbers. What is forgotten of entries is proved by a later
 * one, so the last word comes with `open`.
 */
export class AuditChain {
  last = BEGINNING;
  /** Entries that were followed. */
  checked = 0;
  /** Those of them whose person was forgotten. */
  forgotten = 0;
  readonly #schemes: readonly AuditScheme[];
  #beginning = BEGINNING;
  #isBeginningProven = true;
  readonly #endAtStart: number;
  /** By the number of the entry that has to prove them. */
  readonly #unproven = new Map<number, { readonly first: number; readonly digest: string }>();

  /**
   * @param schemes those of the keys that are given
   * @param endAtStart the number of the last entry that there was when the following began
   */
  constructor(schemes: readonly AuditScheme[], endAtStart: number) {
    this.#schemes = [UNKEYED, ...schemes];
    this.#endAtStart = endAtStart;
  }

  /** The last entry that is not there any more. */
  get beginning(): Link {
    return this.#beginning;
  }

  /** Goes on where the log begins now: it was pruned meanwhile beyond the entry that was followed last. */
  beginAt(beginning: Link): void {
    this.#beginning = beginning;
    this.#isBeginningProven = false;
    this.#unproven.clear();
    this.last = beginning;
  }

  /** Takes the next entry. @returns what is wrong with it */
  follow(entry: StoredEntry): BadEntry | undefined {
    const problem = this.#problemOf(entry);
    if (problem !== undefined) return { seq: this.last.seq + 1, problem };
    if (prunedUpTo(entry.row) === auditPlace(this.#beginning)) this.#isBeginningProven = true;
    const digest = provenDigest(entry.row);
    const open = this.#unproven.get(entry.seq);
    if (open && open.digest !== digest) return { seq: open.first, problem: 'forgotten' };
    this.#unproven.delete(entry.seq);
    this.last = { seq: entry.seq, hash: entry.hash, scheme: entry.scheme };
    this.checked += 1;
    return undefined;
  }

  /** What is still to be proved at the end of the chain. */
  open(): BadEntry | undefined {
    if (!this.#isBeginningProven) return { seq: this.#beginning.seq + 1, problem: 'beginning' };
    const [first] = [...this.#unproven.values()].map((one) => one.first).toSorted((one, other) => one - other);
    return first === undefined ? undefined : { seq: first, problem: 'forgotten' };
  }

  #problemOf(entry: StoredEntry): AuditProblem | undefined {
    const { seq, scheme: name, previousHash } = entry;
    if (seq !== this.last.seq + 1) return 'missing';
    if (isUnkeyed(name) && !isUnkeyed(this.last.scheme)) return 'unkeyed';
    const scheme = this.#schemes.find((one) => one.name === name);
    if (!scheme) return 'key';
    const isAsWritten = entry.forgotten
      ? this.#takeForgotten(entry)
      : auditHash(scheme, previousHash, entry.row) === entry.hash;
    if (!isAsWritten) return entry.forgotten ? 'forgotten' : 'changed';
    return previousHash === this.last.hash ? undefined : 'reordered';
  }

  /** Its own hash speaks of what is gone. That of what is left goes on from the forgotten entry before. */
  #takeForgotten({ forgotten, ...entry }: StoredEntry): boolean {
    if (!forgotten || forgotten.by <= entry.seq) return false;
    const before = this.#unproven.get(forgotten.by);
    // The first ones may have been pruned, or followed before they were forgotten: what the first of the others goes on
    // from is then its own word, which is as hard to make up as the digest.
    const isFirst = forgotten.after === '' || this.#beginning.seq > 0 || forgotten.by > this.#endAtStart;
    const isContinued = before ? before.digest === forgotten.after : isFirst;
    const digest = forgottenDigest(forgotten.after, entry);
    this.#unproven.set(forgotten.by, { first: before?.first ?? entry.seq, digest });
    this.forgotten += 1;
    return isContinued;
  }
}

/** Compares the last entry with where the chain ends by the head's word, and reached by the operator's note. */
export function wrongEnd(last: Link, end: AuditHead, expected: AuditHead | undefined): BadEntry | undefined {
  if (last.seq < Math.max(end.seq, expected?.seq ?? 0)) return { seq: last.seq + 1, problem: 'missing' };
  return last.seq === end.seq && last.hash === end.hash ? undefined : { seq: last.seq, problem: 'head' };
}
