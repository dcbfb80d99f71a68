import type { Hash } from 'node:crypto';
import { isObject } from '../../base/is-object.ts';

/**
 * A backup is lines of JSON: a head, each table as one line with its name followed by a line per row, and an end. A row
 * is the list of its columns as PostgreSQL writes them as text, so that either kind of database reads what the other
 * wrote.
 */
export const FORMAT = 'okta-workflows-omni backup 1';

/** The first line: what made the backup, and by which steps its tables were made. */
export interface BackupHead {
  readonly format: string;
  /** Of the connector. */
  readonly version: string;
  /** RFC 3339 */
  readonly madeAt: string;
  readonly migrations: readonly { readonly name: string; readonly sha256: string }[];
}

/** Before the rows of a table. */
export interface TableLine {
  readonly table: string;
  readonly columns: readonly string[];
}

export type RowLine = readonly (string | null)[];

/** The last line. */
export interface EndLine {
  /** The last number that each sequence has given; null: none yet. */
  readonly sequences: Readonly<Record<string, number | null>>;
  /** Of all tables together. */
  readonly rows: number;
  /** SHA-256 of all lines before, each with its line feed, and of this one without it. */
  readonly sha256: string;
}

/** The last line, which tells of a change in any line, its own numbers too. */
export const endLine = (hash: Hash, numbers: Omit<EndLine, 'sha256'>): EndLine => ({
  ...numbers,
  sha256: hash.update(JSON.stringify(numbers)).digest('hex'),
});

/** A file that is no backup, or not a whole one; nothing was restored of it. */
export class BadBackup extends Error {
  override readonly name = 'BadBackup';
}

const isTexts = (value: unknown, alsoNull: boolean): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' || (alsoNull && one === null));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadBackup('a line of it cannot be read', { cause });
  }
}

const isStep = (value: unknown): boolean =>
  isObject(value) && typeof value.name === 'string' && typeof value.sha256 === 'string';

/** @throws BadBackup */
export function readHead(text: string): BackupHead {
  const head = parse(text);
  if (!isObject(head) || head.format !== FORMAT) throw new BadBackup('it is no backup that this version knows');
  const isWhole = Array.isArray(head.migrations) && head.migrations.every(isStep);
  if (!isWhole || typeof head.version !== 'string' || typeof head.madeAt !== 'string') {
    throw new BadBackup('its first line cannot be read');
  }
  return head as unknown as BackupHead;
}

/** What follows the first line. @throws BadBackup */
export function readLine(text: string): TableLine | RowLine | EndLine {
  const line = parse(text);
  if (isTexts(line, true)) return line as RowLine;
  if (isObject(line)) {
    if (typeof line.table === 'string' && isTexts(line.columns, false)) return line as unknown as TableLine;
    if (typeof line.sha256 === 'string' && isObject(line.sequences)) return line as unknown as EndLine;
  }
  throw new BadBackup('a line of it cannot be read');
}
