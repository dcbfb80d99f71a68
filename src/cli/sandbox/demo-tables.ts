import Table from 'cli-table3';
import type { EnsureAttributesOutput } from '../../schema/types.ts';
import type { Called } from '../push/call-action.ts';
import type { Promised } from './promises.ts';
import { countOutcomes, outcomeOf, type RowResult } from './row-result.ts';

const COMPACT = { style: { head: [], border: [], compact: true }, wordWrap: true };

export function attributeTable(called: Called<EnsureAttributesOutput>): string {
  if ('error' in called) return called.error.message;
  const table = new Table({ ...COMPACT, head: ['reference', 'status', 'message'] });
  for (const { reference, status, message } of called.output.results) table.push([reference, status, message]);
  return table.toString();
}

function changesOf({ answer }: RowResult): string {
  if ('error' in answer) return '';
  return answer.output.changes.map(({ reference, after }) => `${reference} = ${after || '(cleared)'}`).join(' · ');
}

function notesOf({ answer }: RowResult): string {
  if ('error' in answer) {
    const { details, message, fix } = answer.error;
    return `${details[0] ? `${details[0].path} ${details[0].message}` : message} ${fix}`;
  }
  const { coerced, skipped } = answer.output;
  return [
    // A number sent as the same text is a coercion too, but not worth a line here.
    ...coerced
      .filter(({ from, to }) => from !== to)
      .map(({ reference, from, to }) => `${reference}: "${from}" read as "${to}"`),
    ...(skipped.length > 0 ? [`blank: ${skipped.map(({ reference }) => reference).join(', ')}`] : []),
  ].join('\n');
}

export function userTable(results: readonly RowResult[]): string {
  const table = new Table({
    ...COMPACT,
    head: ['line', 'user', 'outcome', 'written', 'coerced, left alone, or why not'],
    colWidths: [6, 28, 20, 60, 58],
  });
  for (const result of results) {
    table.push([result.row.line, result.row.userName, outcomeOf(result), changesOf(result), notesOf(result)]);
  }
  return table.toString();
}

export function summaryTable(results: readonly RowResult[]): string {
  const table = new Table({ ...COMPACT, head: ['outcome', 'rows'] });
  for (const [outcome, count] of Object.entries(countOutcomes(results)).sort()) table.push([outcome, count]);
  return table.toString();
}

export function promiseTable(checks: readonly Promised[]): string {
  const table = new Table({ ...COMPACT, head: ['promise', '', 'found'], colWidths: [64, 6, 70] });
  for (const { promise, kept, found } of checks) table.push([promise, kept ? 'kept' : 'NO', found]);
  return table.toString();
}
