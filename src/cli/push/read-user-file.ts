import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type ColumnAttribute, type ColumnMap, type ColumnOptions, mapColumns } from './map-columns.ts';

export interface FileOptions extends ColumnOptions {
  /**
   * What separates the values in a cell of a multi-valued attribute. Left out, a semicolon does, and a cell without one
   * is read by the connector (docs/values.md), which splits it at commas.
   */
  readonly separator?: string | undefined;
}

/** One row of a file of users: who, and what each column says. */
export interface UserRow {
  /** The line in the file on which the row ends, counted from 1. */
  readonly line: number;
  readonly userName: string;
  readonly values: Readonly<Record<string, string | string[]>>;
}

export interface UserFile {
  readonly rows: readonly UserRow[];
  /** The headers of the columns that are no attribute. */
  readonly ignored: readonly string[];
}

const SEPARATOR = ';';

function readCell(cell: string, multiValued: boolean, separator: string | undefined): string | string[] {
  if (!multiValued || cell.trim() === '') return cell;
  const isList = separator !== undefined || cell.includes(SEPARATOR);
  return isList ? cell.split(separator ?? SEPARATOR).map((entry) => entry.trim()) : cell;
}

function readRow(cells: readonly string[], line: number, columns: ColumnMap, separator: string | undefined): UserRow {
  const userName = (cells[columns.user] ?? '').trim();
  if (userName === '') throw new Error(`Line ${line} names no user.`);
  const values = columns.values.map(({ place, reference, multiValued }) => [
    reference,
    readCell(cells[place] ?? '', multiValued, separator),
  ]);
  return { line, userName, values: Object.fromEntries(values) };
}

/**
 * Reads a CSV file of users (RFC 4180, UTF-8 with or without a byte order mark). A blank cell stays a blank text, which
 * the push reads as `--empty-text` says.
 *
 * @throws Error in one line, before anything is sent
 */
export async function readUserFile(
  source: Readable,
  attributes: readonly ColumnAttribute[],
  { separator, ...options }: FileOptions = {},
): Promise<UserFile> {
  const parser = source.pipe(parse({ bom: true, info: true, skip_empty_lines: true }));
  source.once('error', (error) => parser.destroy(error));
  let columns: ColumnMap | undefined;
  const rows: UserRow[] = [];
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (columns) rows.push(readRow(record, info.lines, columns, separator));
    else
      columns = mapColumns(
        record.map((name) => name.trim()),
        attributes,
        options,
      );
  }
  if (!columns || rows.length === 0) throw new Error('The file holds no rows.');
  return { rows, ignored: columns.ignored };
}
