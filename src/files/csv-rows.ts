import { mayBeMarked, unmarkedText } from '../base/spreadsheet-text.ts';
import type { ColumnNotes } from './column-notes.ts';
import type { CsvLayout } from './csv-layout.ts';
import type { CsvRecord } from './csv-records.ts';
import type { FileOptions } from './file-options.ts';
import type { LeftOutCounter } from './file-report.ts';
import { type FileRow, readUserName } from './file-row.ts';
import { parseJson } from './json-value.ts';
import { readCell, readListCells } from './read-cell.ts';
import type { NamedValue, ObjectReader } from './read-object.ts';

/** What is noticed while the rows pass. */
export interface RowNotes {
  readonly notes: ColumnNotes;
  readonly leftOut: LeftOutCounter;
  readonly objects: ObjectReader;
}

const isBlank = (cell: string): boolean => cell.trim() === '';
const some = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** @throws Error where a row has not the cells of the header; blank ones too many are no harm */
function checkLength({ cells, line }: CsvRecord, { header }: CsvLayout): void {
  const isShort = cells.length < header.length;
  if (!isShort && cells.slice(header.length).every(isBlank)) return;
  throw new Error(
    `Line ${line} has ${some(cells.length, 'cell')}, the header ${header.length}: correct the line, or leave it out (--skip-lines at the top, --skip-footer at the end).`,
  );
}

function exactCell(cell: string, line: number, { apostrophes }: FileOptions): string {
  if (apostrophes === 'keep' || !mayBeMarked(cell)) return cell;
  if (apostrophes === 'remove') return unmarkedText(cell);
  throw new Error(
    `Line ${line}: a cell begins with an apostrophe before ${JSON.stringify(cell[1])}, which may be the mark of an export or part of the value: say --apostrophes remove or keep.`,
  );
}

function look(notes: ColumnNotes, { column, value }: NamedValue, line: number): void {
  for (const entry of Array.isArray(value) ? value : [value]) {
    if (typeof entry === 'string') notes.look(column, entry, line);
  }
}

/** Reads one record by the columns of the file. */
function readRecord(record: CsvRecord, layout: CsvLayout, options: FileOptions, { notes, objects }: RowNotes): FileRow {
  checkLength(record, layout);
  const { line } = record;
  const { columns, header } = layout;
  const cells = record.cells.map((cell) => exactCell(cell, line, options));
  const cellOf = (place: number): string => cells[place] ?? '';
  const userName = readUserName(cellOf(columns.user), `Line ${line}`);
  const values = columns.values.map(({ column, places, reference, multiValued, isList }): NamedValue => {
    const own = places.map(cellOf);
    const value = isList ? readListCells(own, options) : readCell(own[0] ?? '', multiValued, options);
    return { reference, column, value };
  });
  const object = columns.object === undefined ? '' : cellOf(columns.object);
  const where = `Line ${line}: ${header[columns.object ?? 0]}`;
  const more = isBlank(object) ? [] : objects.read(parseJson(object, where), where);
  const twice = more.find(({ reference }) => values.some((one) => one.reference === reference));
  if (twice) throw new Error(`${where} holds ${twice.reference}, which has a column of its own.`);
  const all = [...values, ...more];
  for (const value of all) look(notes, value, line);
  return { line, userName, values: all, cells: record.cells };
}

/**
 * The rows of a CSV file.
 *
 * @param records of the file, the header first
 * @throws Error in one line
 */
export async function* csvRows(
  records: AsyncIterable<CsvRecord>,
  layout: CsvLayout,
  options: FileOptions,
  notes: RowNotes,
): AsyncGenerator<FileRow> {
  const { skipFooter = 0 } = options;
  const held: CsvRecord[] = [];
  let isHeader = true;
  for await (const record of records) {
    if (isHeader) isHeader = false;
    else if (record.cells.every(isBlank)) notes.leftOut.add('blank', record.line);
    else held.push(record);
    const due = held.length > skipFooter ? held.shift() : undefined;
    if (!due) continue;
    const row = readRecord(due, layout, options, notes);
    if (row.values.length > 0) yield row;
    else notes.leftOut.add('without a value', row.line);
  }
  for (const { line } of held) notes.leftOut.add('--skip-footer', line);
}
