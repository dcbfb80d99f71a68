import Table from 'cli-table3';
import type { PreviewAccessOutput, ReportUsageOutput } from '../../schema/types.ts';

const COMPACT = { style: { head: [], border: [], compact: true }, wordWrap: true };

export function usageTable({ attributes, warnings, message }: ReportUsageOutput): string {
  const uses = new Table({ ...COMPACT, head: ['attribute', 'kind', 'where', 'how'], colWidths: [18, 16, 30, 84] });
  for (const { reference, uses: places } of attributes) {
    for (const { model, file, line, kind, detail } of places) {
      uses.push([reference, kind, `${model}, ${file}:${line}`, detail]);
    }
  }
  const told = new Table({ ...COMPACT, head: ['warning', 'message'], colWidths: [26, 122] });
  for (const { code, message: text } of warnings) told.push([code, text]);
  return `${uses.toString()}\n${told.toString()}\n${message}`;
}

const inForce = (value: string, source: string): string => (source === 'own' ? value : `${value} (${source})`.trim());

export function previewTable({ filters, message }: PreviewAccessOutput): string {
  const table = new Table({
    ...COMPACT,
    head: ['topic', 'filter', 'now', 'sees', 'then', 'would see'],
    colWidths: [20, 24, 26, 16, 26, 16],
  });
  for (const one of filters) {
    const now = inForce(one.beforeValue, one.beforeSource);
    const then = inForce(one.afterValue, one.afterSource);
    table.push([`${one.model} ${one.topic}`, one.field, now, one.before, then, one.after]);
  }
  return `${table.toString()}\n${message}`;
}

export function guardedTable({ guarded }: PreviewAccessOutput): string {
  const table = new Table({
    ...COMPACT,
    head: ['asks for grants', 'which', 'now', 'then'],
    colWidths: [32, 54, 12, 12],
  });
  for (const { thing, parameter, wanted, before, after } of guarded) {
    table.push([thing, `${parameter}: ${wanted}`, before, after]);
  }
  return table.toString();
}
