import { Card, type Filled, type Value } from '../card.ts';
import * as tables from '../catalogue/tables.ts';
import { connectorInput } from '../field.ts';
import { columnShape, type Table } from '../table.ts';

const columns = (table: Table, values: Readonly<Record<string, Value>>): Filled[] =>
  Object.entries(values).map(([column, value]) => ({
    field: connectorInput('Fields', column, columnShape(table, column) ?? 'string'),
    value,
  }));

/** Create Row; the output is `Row ID`. */
export const createRow = (title: string, table: Table, values: Readonly<Record<string, Value>>): Card =>
  new Card(tables.createRow, { title, table, own: columns(table, values) });

/** Update Row: writes the columns named, leaves the others. */
export const updateRow = (title: string, table: Table, rowId: Value, values: Readonly<Record<string, Value>>): Card =>
  new Card(tables.updateRow, { title, table, values: { 'Row ID': rowId }, own: columns(table, values) });

/** Clear Table: removes all rows. */
export const clearTable = (title: string, table: Table): Card => new Card(tables.clearTable, { title, table });

interface Search {
  readonly where: { readonly column: string; readonly equals: Value };
  readonly sortBy: string;
  readonly limit: Value;
  readonly offset: Value;
}

/** Search Rows: one page of the rows in which a column holds a value; the output is `Rows`. */
export const searchRows = (title: string, table: Table, { where, sortBy, limit, offset }: Search): Card =>
  new Card(tables.searchRows, { title, table, where, values: { Column: sortBy, Limit: limit, Offset: offset } });
