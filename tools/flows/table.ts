import type { Shape } from './shape.ts';

/** Column types of Okta Tables: text, number, true/false, date. */
type ColumnType = 'str' | 'dec' | 'bln' | 'dte';

/** A table of a pack: its columns in order. Rows never travel with a pack. */
export interface Table {
  readonly name: string;
  readonly description: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
}

const SHAPES: Readonly<Record<ColumnType, Shape>> = { str: 'string', dec: 'number', bln: 'boolean', dte: 'Date' };

/** The type that a card's field of the column has; undefined for a column that the table lacks. */
export function columnShape(table: Table, column: string): Shape | undefined {
  const type = table.columns[column];
  return type && SHAPES[type];
}
