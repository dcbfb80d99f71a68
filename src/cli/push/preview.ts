import Table from 'cli-table3';
import { plural } from '../../base/plural.ts';
import type { PlanPushOutput } from '../../schema/types.ts';
import { printable, printableJson } from '../printable.ts';

/** Wrapped wherever it has to be: a table that cuts a value short cannot be reviewed. */
export const TABLE_STYLE = {
  style: { head: [], border: [], compact: true },
  wordWrap: true,
  wrapOnWordBoundary: false,
};
const SHOWN = 20;

/** Seconds as a person says them. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Several values are told apart from one that holds a comma. */
const shown = (values: readonly string[]): string =>
  values.length === 0
    ? '(none)'
    : values.map((value) => (values.length > 1 ? printableJson(value) : printable(value))).join(', ');

function changeTable({ changes }: PlanPushOutput): string {
  const table = new Table({
    ...TABLE_STYLE,
    head: ['user', 'attribute', 'before', 'after'],
    colWidths: [34, 20, 28, 28],
  });
  for (const { userName, reference, beforeValues, afterValues } of changes.slice(0, SHOWN)) {
    table.push([printable(userName), printable(reference), shown(beforeValues), shown(afterValues)]);
  }
  return table.toString();
}

function countTable({ total, changedCount, unchangedCount, failedCount, clearedCount }: PlanPushOutput): string {
  const table = new Table({ ...TABLE_STYLE, head: ['rows', 'to write', 'in place', 'refused', 'values to clear'] });
  table.push([total, changedCount, unchangedCount, failedCount, clearedCount]);
  return table.toString();
}

/** A plan as a person reviews it: the first changes, the counts, the cost, and whether it needs approval. */
export function preview(plan: PlanPushOutput): string {
  const { changes, changedCount, failedCount, omniRequests, estimatedSeconds, widensNote, guard } = plan;
  return [
    ...(changes.length > 0 ? [changeTable(plan)] : []),
    ...(changes.length > SHOWN ? [`The first ${SHOWN} values; ${plural(changedCount, 'row')} in all.`] : []),
    countTable(plan),
    ...(failedCount > 0
      ? [`${plural(failedCount, 'row')} would be refused; --failures FILE keeps each with its reasons.`]
      : []),
    ...(changedCount > 0
      ? [`Takes ${plural(omniRequests, 'request')} to Omni, about ${duration(estimatedSeconds)}.`]
      : []),
    ...(widensNote === '' ? [] : [widensNote]),
    ...(guard.tripped ? [`Needs approval: ${guard.reason}`] : []),
  ].join('\n');
}
