import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { countLineEnds } from './line-ends.ts';

/** One record of a CSV file. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line on which it begins, counted from 1. */
  readonly line: number;
}

/** A quote that never ends would take the rest of the file into memory. */
const MOST_CHARACTERS = 1_048_576;

/** RFC 4180; a record ends with any of the three line ends, whichever the others have. */
export const csvOptions = (delimiter: string) => ({
  delimiter,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  max_record_size: MOST_CHARACTERS,
});

const ADVICE = 'A quote inside a cell is written twice, and the cell stands in quotes.';

function inOurWords(thrown: unknown, line: number): Error {
  const { code, message } = thrown as CsvError;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new Error(`Line ${line}: a quote is never closed. ${ADVICE}`);
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'INVALID_OPENING_QUOTE')
    return new Error(`Line ${line}: a quote stands where none may be. ${ADVICE}`);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new Error(`Line ${line}: a row is longer than 1 MiB; is a quote not closed?`);
  return code === undefined && thrown instanceof Error ? thrown : new Error(`Line ${line}: ${message}`);
}

/** Leaves the first lines of a text out. */
async function* withoutLines(text: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  let left = count;
  let held = '';
  for await (const piece of text) {
    if (left === 0) {
      yield piece;
      continue;
    }
    held += piece;
    for (let end = /\r\n|\n|\r(?!$)/.exec(held); end && left > 0; end = /\r\n|\n|\r(?!$)/.exec(held)) {
      held = held.slice(end.index + end[0].length);
      left -= 1;
    }
    if (left === 0) yield held;
  }
}

const innerLines = (cells: readonly string[]): number => cells.reduce((sum, cell) => sum + countLineEnds(cell), 0);

/**
 * The records of a CSV text; a blank line is a record of one blank cell.
 *
 * @param before how many lines stand before the header; they are left out
 * @throws Error in one line
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: string,
  before: number,
): AsyncGenerator<CsvRecord> {
  // The parser counts a CRLF inside of a cell as two lines.
  let line = before + 1;
  const lines: number[] = [];
  const noteLine = (cells: string[]): string[] => {
    lines.push(line);
    line += 1 + innerLines(cells);
    return cells;
  };
  const parser = parse({ ...csvOptions(delimiter), on_record: noteLine });
  // What goes wrong in the text reaches the reader of the records, too.
  const feeding = pipeline(Readable.from(withoutLines(text, before)), parser).catch(() => undefined);
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { cells, line: lines.shift() ?? line };
  } catch (thrown) {
    throw inOurWords(thrown, line);
  } finally {
    parser.destroy();
    await feeding;
  }
}
