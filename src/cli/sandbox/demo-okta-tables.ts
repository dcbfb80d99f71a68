import Table from 'cli-table3';
import type { ReportDriftOutput, SetupSyncedAttributeOutput } from '../../schema/types.ts';

const COMPACT = { style: { head: [], border: [], compact: true }, wordWrap: true };

export function stepTable({ steps }: SetupSyncedAttributeOutput): string {
  const table = new Table({ ...COMPACT, head: ['step', 'status', 'detail'], colWidths: [26, 10, 100] });
  for (const { step, status, detail } of steps) table.push([step, status, detail]);
  return table.toString();
}

export function driftTable({ rows, message }: ReportDriftOutput): string {
  const table = new Table({
    ...COMPACT,
    head: ['user', 'kind', 'Okta', 'Omni', 'detail'],
    colWidths: [28, 16, 12, 12, 68],
  });
  for (const { userName, kind, okta, omni, detail } of rows) table.push([userName, kind, okta, omni, detail]);
  return `${table.toString()}\n${message}`;
}
