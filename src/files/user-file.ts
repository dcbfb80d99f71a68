import { ColumnNotes } from './column-notes.ts';
import { type CsvLayout, csvLayout } from './csv-layout.ts';
import { csvRecords } from './csv-records.ts';
import { csvRows, type RowNotes } from './csv-rows.ts';
import { type Decoding, decode, newDecoding, type OpenBytes } from './decode.ts';
import type { FileOptions } from './file-options.ts';
import { type FileReport, LeftOutCounter } from './file-report.ts';
import type { FileRow } from './file-row.ts';
import type { FileAttribute } from './find-attribute.ts';
import { jsonRows, jsonUsers } from './json-rows.ts';
import { parseJson } from './json-value.ts';
import { listHint } from './list-hint.ts';
import { noAttribute } from './no-attribute.ts';
import { ObjectReader } from './read-object.ts';
import { quoted } from './shown-name.ts';
import { type PartLimits, RowSplitter } from './split-rows.ts';

/** A file of users that was read once to its end: nothing is wrong with its form. */
export interface UserFile {
  readonly report: FileReport;
  /** As it stands in a CSV file; empty for JSON. */
  readonly header: readonly string[];
  /** Reads the file again. @param part undefined: all rows */
  rows(part?: number): AsyncGenerator<FileRow>;
}

/** JSON is read as a whole; CSV is not kept. */
const MOST_JSON_CHARACTERS = 64 * 1_048_576;
/** A header is looked for in that much of the text. */
const HEAD_CHARACTERS = 65_536;

interface Source {
  readonly open: OpenBytes;
  readonly attributes: readonly FileAttribute[];
  readonly options: FileOptions;
}

const textOf = ({ open, options }: Source, decoding: Decoding): AsyncGenerator<string> =>
  decode(open(), options.encoding, decoding);

/** The beginning of a text, and all of it where `isWanted` says so. */
async function readHead(text: AsyncIterable<string>, isWhole: (head: string) => boolean): Promise<string> {
  let head = '';
  for await (const piece of text) {
    head += piece;
    if (head.length > MOST_JSON_CHARACTERS) throw new Error('The JSON is over 64 MiB: divide the file, or push CSV.');
    if (head.length >= HEAD_CHARACTERS && !isWhole(head)) break;
  }
  return head;
}

const isJson = (head: string, { format }: FileOptions): boolean =>
  format === undefined ? /^\s*[[{]/.test(head) : format !== 'csv';

/** What a reading of the file needs, and what it found out at the beginning. */
interface Plan {
  readonly report: Pick<FileReport, 'format' | 'delimiter' | 'userColumn'>;
  readonly header: readonly string[];
  readonly layout: CsvLayout | undefined;
  readonly warnings: FileReport['warnings'];
  /** Reads the rows once; `decoding` is complete when they have ended. */
  read(notes: RowNotes): { readonly rows: Iterable<FileRow> | AsyncIterable<FileRow>; readonly decoding: Decoding };
}

function jsonPlan(source: Source, head: string, decoding: Decoding): Plan {
  const { options } = source;
  const where = options.format === undefined ? 'The file begins as JSON and' : 'The file';
  const { format, users, total } = jsonUsers(parseJson(head, where), options.format);
  const isPage = total !== undefined && total !== users.length;
  const message = `The file holds ${users.length} of ${total} users.`;
  return {
    report: { format, delimiter: '', userColumn: options.userColumn ?? 'userName' },
    header: [],
    layout: undefined,
    warnings: isPage ? [{ code: 'PAGE_OF_LIST', column: 'Resources', count: users.length, line: 1, message }] : [],
    read: (notes) => ({ rows: jsonRows(users, options, notes), decoding }),
  };
}

function csvPlan(source: Source, head: string): Plan {
  const { attributes, options } = source;
  const layout = csvLayout(head, attributes, options);
  const { delimiter, header, columns, before } = layout;
  return {
    report: { format: 'csv', delimiter, userColumn: header[columns.user] ?? '' },
    header,
    layout,
    warnings: listHint(columns.ignored, before + 1),
    read(notes) {
      const decoding = newDecoding();
      const records = csvRecords(textOf(source, decoding), delimiter, before);
      return { rows: csvRows(records, layout, options, notes), decoding };
    },
  };
}

const newNotes = ({ attributes, options }: Source, layout: CsvLayout | undefined): RowNotes => ({
  notes: new ColumnNotes(),
  leftOut: new LeftOutCounter(),
  // The columns of a CSV file are mapped by name already.
  objects: new ObjectReader(attributes, layout ? { ...options, map: [] } : options),
});

function reportOf(
  { report, layout, warnings }: Plan,
  { notes, leftOut, objects }: RowNotes,
  { encoding, lineEnds }: Decoding,
  counted: Pick<FileReport, 'rows' | 'parts'>,
): FileReport {
  return {
    ...report,
    encoding,
    lineEnds: lineEnds.found,
    ...counted,
    leftOut: leftOut.all,
    columns: [
      ...(layout?.columns.values.map(({ column, reference }) => ({ column, reference })) ?? []),
      ...objects.columns,
    ],
    ignored: [...(layout?.columns.ignored ?? []), ...objects.ignored],
    warnings: [...warnings, ...notes.all],
  };
}

/** Why a file has no row that could be pushed. */
function nothingIn({ attributes }: Source, { objects: { ignored } }: RowNotes): Error {
  if (ignored.length === 0) return new Error('The file holds no rows.');
  return noAttribute('key', attributes, ` The file has ${ignored.map(quoted).join(', ')}.`);
}

/**
 * Reads a file of users to its end, to see what is in it and how many pushes it takes; its rows are read again when
 * they are needed, so that a large CSV file is never in memory.
 *
 * @param open gives the same bytes each time
 * @param limits of one push
 * @throws Error in one line that names the line, and the option where one helps
 */
export async function openUserFile(
  open: OpenBytes,
  attributes: readonly FileAttribute[],
  options: FileOptions,
  limits: PartLimits,
): Promise<UserFile> {
  const source: Source = { open, attributes, options };
  const start = newDecoding();
  const head = await readHead(textOf(source, start), (text) => isJson(text, options));
  const plan = isJson(head, options) ? jsonPlan(source, head, start) : csvPlan(source, head);

  const notes = newNotes(source, plan.layout);
  const { rows: all, decoding } = plan.read(notes);
  const splitter = new RowSplitter(limits);
  let rows = 0;
  for await (const row of all) {
    rows += 1;
    splitter.count(row);
  }
  for (const { line, why } of plan.layout?.leftOut ?? []) notes.leftOut.add(why, line);
  if (rows === 0) throw nothingIn(source, notes);
  const parts = splitter.divide();
  return {
    report: reportOf(plan, notes, decoding, { rows, parts }),
    header: plan.header,
    async *rows(part) {
      for await (const row of plan.read(newNotes(source, plan.layout)).rows) {
        if (part === undefined || splitter.partOf(row) === part) yield row;
      }
    },
  };
}
