import { ConnectorError } from '../errors.ts';
import type { Attribute } from './attribute.ts';
import type { EmptyText, Intent } from './coerce.ts';
import { failedRow } from './failed-row.ts';
import { readIntents } from './intents.ts';
import type { FailedRow, PushRow } from './push-row.ts';

/** A row whose values fit their definitions. */
export interface ReadableRow {
  readonly kind: 'readable';
  readonly row: PushRow;
  readonly intents: readonly Intent[];
}

/** Reads the values of a row by their definitions; what does not fit is the row's result, not an error of the push. */
export function readRow(
  row: PushRow,
  attributes: ReadonlyMap<string, Attribute>,
  emptyText: EmptyText,
): ReadableRow | FailedRow {
  try {
    return { kind: 'readable', row, intents: readIntents(attributes, row.values, emptyText) };
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return failedRow(row, thrown);
    throw thrown;
  }
}
