import { parse } from 'csv-parse/sync';
import { csvOptions } from './csv-records.ts';
import { DELIMITERS, delimiterName } from './delimiters.ts';
import type { FileOptions } from './file-options.ts';
import { type FileAttribute, findAttribute } from './find-attribute.ts';
import { type ColumnMap, mapColumns, usualUserColumn } from './map-columns.ts';

/** Where the rows of a CSV file stand, and what its columns are. */
export interface CsvLayout {
  readonly delimiter: string;
  /** How many lines stand before the header, each with what it was taken for. */
  readonly before: number;
  readonly leftOut: readonly { readonly line: number; readonly why: string }[];
  readonly header: readonly string[];
  readonly columns: ColumnMap;
}

/** Excel reads and writes a first line that names the separator. */
const SEP_LINE = /^"?sep=(.)"?$/i;
/** Entra's templates for bulk operations begin with their version. */
const VERSION_LINE = /^"?version:v\d/i;
const BLANK_LINE = /^[\s,;|"]*$/;
/** So far below the top a header is looked for, to say where it stands. */
const LOOK_DOWN = 20;

/** A header as a delimiter cuts it; undefined where it does not. */
function readHeader(lines: readonly string[], delimiter: string): string[] | undefined {
  try {
    const [header] = parse(lines.join('\n'), { ...csvOptions(delimiter), to: 1 }) as string[][];
    return header?.map((name) => name.trim());
  } catch {
    // A quote in the wrong place: this is not how the file is separated.
    return undefined;
  }
}

interface Reading {
  readonly delimiter: string;
  readonly header: readonly string[];
}

interface Mapped extends Reading {
  readonly columns: ColumnMap;
}

/** What the separators that occur in a header make of it; the comma of RFC 4180 where none does. */
function readings(lines: readonly string[]): Reading[] {
  const cut = [...DELIMITERS.values()].flatMap((delimiter) => {
    const header = readHeader(lines, delimiter);
    return header && header.length > 1 ? [{ delimiter, header }] : [];
  });
  return cut.length > 0 ? cut : [{ delimiter: ',', header: readHeader(lines, ',') ?? [lines[0] ?? ''] }];
}

/** @returns the columns, or why there are none */
function attempt(
  { delimiter, header }: Reading,
  attributes: readonly FileAttribute[],
  options: FileOptions,
): Mapped | Error {
  try {
    return { delimiter, header, columns: mapColumns(header, attributes, options) };
  } catch (thrown) {
    return thrown as Error;
  }
}

/** Whether a line reads as a header without any option. */
function looksLikeHeader(line: string, attributes: readonly FileAttribute[]): boolean {
  return readings([line]).some(({ header }) => {
    try {
      return usualUserColumn(header) !== undefined && header.some((name) => name && findAttribute(name, attributes));
    } catch {
      // Two attributes fit, or something looks like one: it is a header all the same.
      return true;
    }
  });
}

function refuse(lines: readonly string[], failed: readonly Error[], attributes: readonly FileAttribute[], at: number) {
  const below = lines.slice(1, LOOK_DOWN).findIndex((line) => looksLikeHeader(line, attributes));
  if (below >= 0 && !looksLikeHeader(lines[0] ?? '', attributes)) {
    const count = at + below + 1;
    return new Error(`Line ${at + 1} is no header, and line ${count + 1} looks like one: say --skip-lines ${count}.`);
  }
  return failed[0] ?? new Error('The file holds no rows.');
}

function choose(
  lines: readonly string[],
  attributes: readonly FileAttribute[],
  options: FileOptions,
  at: number,
): Mapped {
  const { delimiter } = options;
  const possible =
    delimiter === undefined
      ? readings(lines)
      : [{ delimiter, header: readHeader(lines, delimiter) ?? [lines[0] ?? ''] }];
  const tried = possible.map((reading) => attempt(reading, attributes, options));
  const good = tried.filter((one): one is Mapped => !(one instanceof Error));
  const [first, second] = good;
  if (first && second) {
    const names = good.map((one) => delimiterName(one.delimiter)).join(' or ');
    throw new Error(`The cells may be separated by ${names}: say by which with --delimiter.`);
  }
  if (first) return first;
  const named = possible.flatMap(({ header }, place) =>
    usualUserColumn(header) === undefined ? [] : [tried[place]].filter((one) => one instanceof Error),
  );
  throw refuse(lines, named.length > 0 ? named : tried.filter((one) => one instanceof Error), attributes, at);
}

/**
 * Finds the header of a CSV file and what separates its cells.
 *
 * @param head the beginning of the text, from its first line
 * @throws Error in one line that names the option, where two readings are possible or none is
 */
export function csvLayout(head: string, attributes: readonly FileAttribute[], options: FileOptions = {}): CsvLayout {
  const lines = head.split(/\r\n|\n|\r/);
  const leftOut: { line: number; why: string }[] = [];
  let before = options.skipLines ?? 0;
  for (let line = 1; line <= before; line += 1) leftOut.push({ line, why: '--skip-lines' });
  let told: string | undefined;
  for (; before < lines.length; before += 1) {
    const line = (lines[before] ?? '').trim();
    const [, separator] = SEP_LINE.exec(line) ?? [];
    const why = separator ? 'names the separator' : VERSION_LINE.test(line) ? "version of Entra's template" : 'blank';
    if (why === 'blank' && !BLANK_LINE.test(line)) break;
    told ??= separator;
    leftOut.push({ line: before + 1, why });
  }
  if (before >= lines.length) throw new Error('The file holds no rows.');
  const delimiter = options.delimiter ?? told;
  return { before, leftOut, ...choose(lines.slice(before), attributes, { ...options, delimiter }, before) };
}
