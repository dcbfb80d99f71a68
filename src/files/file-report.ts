import type { ColumnNote } from './column-notes.ts';
import type { FileFormat } from './file-options.ts';
import type { LineEnd } from './line-ends.ts';

/** Lines or rows that are no row of a user. */
export interface LeftOut {
  readonly why: string;
  readonly count: number;
  /** The first of them. */
  readonly lines: readonly number[];
}

/** Everything that was met in a file, before anything of it is sent. */
export interface FileReport {
  readonly format: FileFormat;
  readonly encoding: string;
  /** Empty where the file is JSON. */
  readonly delimiter: string;
  readonly lineEnds: readonly LineEnd[];
  /** The rows that are sent. */
  readonly rows: number;
  /** In how many pushes. */
  readonly parts: number;
  readonly leftOut: readonly LeftOut[];
  /** The column that names the user. */
  readonly userColumn: string;
  /** What holds an attribute, with its reference. */
  readonly columns: readonly { readonly column: string; readonly reference: string }[];
  /** What is no attribute. */
  readonly ignored: readonly string[];
  readonly warnings: readonly ColumnNote[];
}

const LINES_KEPT = 10;

/** Counts what is left out, by the reason. */
export class LeftOutCounter {
  readonly #counts = new Map<string, { why: string; count: number; lines: number[] }>();

  add(why: string, line: number): void {
    const known = this.#counts.get(why) ?? { why, count: 0, lines: [] };
    this.#counts.set(why, known);
    known.count += 1;
    if (known.lines.length < LINES_KEPT) known.lines.push(line);
  }

  get all(): readonly LeftOut[] {
    return [...this.#counts.values()];
  }
}
