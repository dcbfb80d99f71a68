import Table from 'cli-table3';
import { delimiterName } from '../../files/delimiters.ts';
import type { FileReport } from '../../files/file-report.ts';
import { printable } from '../printable.ts';
import { TABLE_STYLE } from './preview.ts';
import type { Refusal } from './refusals.ts';

const SHOWN = 20;

function form({ format, encoding, delimiter, lineEnds }: FileReport): string {
  const cells = format === 'csv' ? `, cells separated by ${delimiterName(delimiter)}` : '';
  const ends = lineEnds.length > 0 ? `, lines ended by ${lineEnds.join(' and ')}` : '';
  return `${format}, ${encoding}${cells}${ends}`;
}

/** Everything that was met in a file, as a table. */
export function fileTable(report: FileReport): string {
  const { rows, parts, leftOut, userColumn, columns, ignored, warnings } = report;
  const where = report.format === 'csv' ? 'line' : 'user';
  const table = new Table({ ...TABLE_STYLE, colWidths: [14, 94] });
  table.push(
    ['file', form(report)],
    ['rows', parts > 1 ? `${rows}, in ${parts} pushes` : String(rows)],
    ['user', printable(userColumn)],
    ...columns.map(({ column, reference }) => ['attribute', `${printable(reference)}, from ${printable(column)}`]),
    ...(ignored.length > 0 ? [['ignored', `no attribute: ${printable(ignored.join(', '))}`]] : []),
    ...leftOut.map(({ why, count, lines }) => [
      'left out',
      `${count}, ${why}: ${where} ${lines.join(', ')}${count > lines.length ? ', …' : ''}`,
    ]),
    ...warnings.map(({ column, count, line, message }) => [
      'warning',
      `${printable(column)}, ${count} from ${where} ${line}: ${printable(message)}`,
    ]),
  );
  return table.toString();
}

/** The first reasons of refused rows, as a table. */
export function refusalTable(refusals: readonly Refusal[]): string {
  const table = new Table({
    ...TABLE_STYLE,
    head: ['line', 'user', 'column', 'refused because'],
    colWidths: [8, 30, 20, 52],
  });
  for (const { line, userName, column, value, message } of refusals.slice(0, SHOWN)) {
    const why = column === '' ? message : `${JSON.stringify(value)}: ${message}`;
    table.push([String(line), printable(userName), printable(column), printable(why)]);
  }
  return table.toString();
}
