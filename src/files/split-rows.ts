import { hash } from 'node:crypto';
import { userNameKey } from '../push/user-name-key.ts';
import type { FileRow } from './file-row.ts';

/** What one push takes. */
export interface PartLimits {
  readonly rows: number;
  readonly bytes: number;
}

const SHARES = 4_096;
/** Beside the rows a call has its options. */
const ENVELOPE_BYTES = 2_048;

const shareOf = (userName: string): number => hash('sha1', userNameKey(userName), 'buffer').readUInt16BE(0) % SHARES;

/** A row as a push takes it. */
export const pushRow = ({ userName, values }: FileRow) => ({
  userName,
  values: Object.fromEntries(values.map(({ reference, value }) => [reference, value])),
});

/**
 * Divides rows into parts that one push takes each. All rows of a user are in one part, since the push of that part
 * joins them or sees that they contradict each other. It remembers as much for a million rows as for one.
 */
export class RowSplitter {
  readonly #limits: PartLimits;
  readonly #rows = new Uint32Array(SHARES);
  readonly #bytes = new Float64Array(SHARES);
  #parts: Uint16Array | undefined;
  #count = 1;

  constructor({ rows, bytes }: PartLimits) {
    this.#limits = { rows, bytes: bytes - ENVELOPE_BYTES };
  }

  count(row: FileRow): void {
    const share = shareOf(row.userName);
    this.#rows[share] = (this.#rows[share] ?? 0) + 1;
    this.#bytes[share] = (this.#bytes[share] ?? 0) + Buffer.byteLength(JSON.stringify(pushRow(row))) + 1;
  }

  /**
   * Ends the counting.
   *
   * @returns how many parts there are
   * @throws Error where the rows of one user, or of a few, are more than a push takes
   */
  divide(): number {
    const parts = new Uint16Array(SHARES);
    let [part, rows, bytes] = [0, 0, 0];
    for (let share = 0; share < SHARES; share += 1) {
      const [more, moreBytes] = [this.#rows[share] ?? 0, this.#bytes[share] ?? 0];
      if (more > this.#limits.rows || moreBytes > this.#limits.bytes)
        throw new Error('The rows of one user are more than a push takes: join them.');
      if (rows + more > this.#limits.rows || bytes + moreBytes > this.#limits.bytes) {
        part += 1;
        [rows, bytes] = [0, 0];
      }
      parts[share] = part;
      rows += more;
      bytes += moreBytes;
    }
    this.#parts = parts;
    this.#count = part + 1;
    return this.#count;
  }

  /** The part of a row, from 0. */
  partOf({ userName }: FileRow): number {
    return this.#count === 1 ? 0 : (this.#parts?.[shareOf(userName)] ?? 0);
  }
}
