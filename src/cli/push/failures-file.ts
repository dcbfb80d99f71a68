import { open } from 'node:fs/promises';
import { csvLine } from '../../base/spreadsheet-text.ts';
import { FAILURE_COLUMNS } from '../../files/failure-columns.ts';
import type { FileRow } from '../../files/file-row.ts';
import type { UserFile } from '../../files/user-file.ts';
import { shellWord } from '../shell-word.ts';
import type { FileCommandOptions } from './file-command-options.ts';
import type { Refusal } from './refusals.ts';

/** The row's reasons as one text. */
const reasonText = (refusals: readonly Refusal[]): string =>
  refusals.map(({ column, message }) => (column === '' ? message : `${column}: ${message}`)).join(' ');

const codeText = (refusals: readonly Refusal[]): string => [...new Set(refusals.map(({ code }) => code))].join(' ');

function csvRow({ line, cells }: FileRow, width: number, refusals: readonly Refusal[]): string {
  return csvLine([...cells.slice(0, width), String(line), codeText(refusals), reasonText(refusals)]);
}

function jsonRow({ line, userName, values }: FileRow, refusals: readonly Refusal[]): string {
  const userAttributes = Object.fromEntries(values.map(({ reference, value }) => [reference, value]));
  const failure = { place: line, code: codeText(refusals), reason: reasonText(refusals) };
  return JSON.stringify({ userName, userAttributes, failure });
}

/**
 * Writes the rows that failed, with their cells as they are and the reasons, so that they can be corrected and pushed
 * again: CSV as CSV, JSON as a list of users. The file is read once more for it.
 */
export async function writeFailures(path: string, file: UserFile, refusals: readonly Refusal[]): Promise<void> {
  const byLine = Map.groupBy(refusals, ({ line }) => line);
  const { header, report } = file;
  const isCsv = report.format === 'csv';
  const target = await open(path, 'w', 0o600);
  try {
    // With a byte order mark Excel reads UTF-8 as such.
    await target.write(isCsv ? `\ufeff${csvLine([...header, ...FAILURE_COLUMNS])}` : '[\n');
    let separator = '';
    for await (const row of file.rows()) {
      const why = byLine.get(row.line);
      if (!why) continue;
      await target.write(isCsv ? csvRow(row, header.length, why) : `${separator}${jsonRow(row, why)}`);
      separator = ',\n';
    }
    if (!isCsv) await target.write('\n]\n');
  } finally {
    await target.close();
  }
}

/** The command that pushes a file of failures with what still holds of the options: it is UTF-8, with commas. */
export function pushAgain(path: string, options: FileCommandOptions): string {
  const { url, userColumn, map = [], list = [], nullText = [], separator, apostrophes, emptyText } = options;
  const single = { '--url': url, '--user-column': userColumn, '--separator': separator, '--apostrophes': apostrophes };
  const several = { '--map': map, '--list': list, '--null-text': nullText };
  const parts = [
    ...Object.entries(single).flatMap(([option, value]) => (value === undefined ? [] : [option, shellWord(value)])),
    ...Object.entries(several).flatMap(([option, values]) => values.flatMap((value) => [option, shellWord(value)])),
    ...(emptyText === undefined || emptyText === 'error' ? [] : ['--empty-text', emptyText]),
  ];
  return ['okta-workflows-omni push', shellWord(path), ...parts].join(' ');
}
