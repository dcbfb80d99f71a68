import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute, AttributeValue } from './attribute.ts';
import type { EmptyText } from './coerce.ts';
import { sameValue } from './compare.ts';
import type { FailedRow, MergedRow, PushRow } from './push-row.ts';
import { failedRow, type ReadableRow, readRow } from './push-row.ts';
import { userNameKey } from './user-name-key.ts';

/** The rows of a push, no user in two of them that can be written, and the results of the rows that dropped out. */
export interface MergedRows {
  /** In the order of their indexes. */
  readonly rows: readonly PushRow[];
  readonly settled: readonly (MergedRow | FailedRow)[];
}

/** The references for which these rows ask different values. */
function contradictions(rows: readonly ReadableRow[]): Set<string> {
  const asked = new Map<string, AttributeValue>();
  const contradicted = new Set<string>();
  for (const { reference, value } of rows.flatMap(({ intents }) => intents)) {
    const other = asked.get(reference);
    if (other && !sameValue(other, value)) contradicted.add(reference);
    asked.set(reference, value);
  }
  return contradicted;
}

function refuse({ row, intents }: ReadableRow, contradicted: ReadonlySet<string>): FailedRow {
  const references = intents.map(({ reference }) => reference).filter((reference) => contradicted.has(reference));
  const facts = { userName: row.userName, references: references.sort().join(', ') };
  return failedRow(row, new ConnectorError('ROW_CONTRADICTS', facts));
}

/** Rows that agree as one: where two name the same reference, the earlier row's wording of the value is kept. */
function join(rows: readonly ReadableRow[]): MergedRows {
  const [first, ...later] = rows;
  if (!first || later.length === 0) return { rows: rows.map(({ row }) => row), settled: [] };
  const named = rows
    .toReversed()
    .flatMap(({ row, intents }) => intents.map(({ reference }) => [reference, row.values[reference]] as const));
  return {
    rows: [{ ...first.row, values: Object.fromEntries(named) }],
    settled: later.map(({ row: { index, userName } }) => ({ kind: 'merged', index, userName, into: first.row.index })),
  };
}

function mergeUser(
  rows: readonly PushRow[],
  attributes: ReadonlyMap<string, Attribute>,
  emptyText: EmptyText,
): MergedRows {
  if (rows.length === 1) return { rows, settled: [] };
  const inOrder = rows.toSorted((one, other) => one.index - other.index);
  const read = inOrder.map((row) => readRow(row, attributes, emptyText));
  const readable = read.filter((one) => one.kind === 'readable');
  const contradicted = contradictions(readable);
  const isRefused = ({ intents }: ReadableRow) => intents.some(({ reference }) => contradicted.has(reference));
  const joined = join(readable.filter((one) => !isRefused(one)));
  const refused = readable.filter(isRefused).map((one) => refuse(one, contradicted));
  const unreadable = read.filter((one) => one.kind === 'failed');
  return { rows: joined.rows, settled: [...joined.settled, ...refused, ...unreadable] };
}

const byIndex = (one: { readonly index: number }, other: { readonly index: number }) => one.index - other.index;

/**
 * Makes one row of all rows of the same user, names compared without case, so that no two writes of a push race. Rows
 * that name different references, or the same value for the same reference, are merged into the first of them. A
 * reference with two different values (after coercion) refuses every row of that user which names it: which of them the
 * caller means cannot be known. A row whose values do not fit takes no part. The order of the rows does not matter.
 */
export function mergeRows(
  rows: readonly PushRow[],
  attributes: ReadonlyMap<string, Attribute>,
  emptyText: EmptyText,
): MergedRows {
  const byUser = Map.groupBy(rows, ({ userName }) => userNameKey(userName));
  const merged = [...byUser.values()].map((ofUser) => mergeUser(ofUser, attributes, emptyText));
  return {
    rows: merged.flatMap((one) => one.rows).sort(byIndex),
    settled: merged.flatMap((one) => one.settled).sort(byIndex),
  };
}
