import { CardError } from './card-error.ts';
import type { TableJson } from './pack.ts';
import { fitted, isEmpty, type Value, type ValueObject } from './value.ts';

/** Limits of Okta's Tables: docs/flows.md. */
const CELL_BYTES = 16 * 1024;
const MAX_ROWS = 500_000;
const PAGE_ROWS = 3_500;

const TYPES: Readonly<Record<string, string>> = {
  str: 'string',
  dec: 'number',
  bln: 'boolean',
  dte: 'Date',
  ctr: 'number',
};

/** One row; the cells by column. */
export interface Row {
  readonly id: string;
  readonly created: Date;
  updated: Date;
  readonly cells: Record<string, Value>;
}

export interface Search {
  readonly matches: (cells: ValueObject) => boolean;
  readonly sortBy: string;
  readonly descending: boolean;
  /** 0 = as many as there may be. */
  readonly limit: number;
  readonly offset: number;
}

const refusal = (message: string): CardError => new CardError({ kind: 'Tables Error', message });

const before = (one: Value, other: Value): number => {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  // By code unit: Tables tell upper and lower case apart.
  return String(one ?? '') < String(other ?? '') ? -1 : 1;
};

/** A table and its rows, in the order in which they were made. */
class TableData {
  readonly #table: TableJson;
  #rows: Row[] = [];
  #made = 0;

  constructor(table: TableJson) {
    this.#table = table;
  }

  get columns(): readonly string[] {
    return this.#table.data.structure.map(({ name }) => name);
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  create(values: ValueObject, now: Date): Row {
    if (this.#rows.length >= MAX_ROWS) throw refusal(`The table ${this.#table.name} is full.`);
    this.#made += 1;
    const blank = Object.fromEntries(this.columns.map((name) => [name, null as Value]));
    const row = { id: `row-${this.#made}`, created: now, updated: now, cells: { ...blank, ...this.#cells(values) } };
    this.#rows.push(row);
    return row;
  }

  get(id: string): Row {
    const row = this.#rows.find((one) => one.id === id);
    if (!row) throw refusal(`The table ${this.#table.name} has no row ${id}.`);
    return row;
  }

  /** Empty values leave the cell as it is, unless `clears`. */
  update(id: string, values: ValueObject, now: Date, clears: boolean): void {
    const row = this.get(id);
    const written = Object.entries(this.#cells(values)).filter(([, value]) => clears || !isEmpty(value));
    Object.assign(row.cells, Object.fromEntries(written));
    row.updated = now;
  }

  remove(id: string): void {
    const row = this.get(id);
    this.#rows = this.#rows.filter((one) => one !== row);
  }

  /** @returns how many there were */
  clear(): number {
    return this.#rows.splice(0).length;
  }

  search({ matches, sortBy, descending, limit, offset }: Search): Row[] {
    const found = this.#rows.filter(({ cells }) => matches(cells));
    const sign = descending ? -1 : 1;
    const sorted =
      sortBy === '' ? found : found.toSorted((a, b) => sign * before(a.cells[sortBy] ?? null, b.cells[sortBy] ?? null));
    const count = Math.min(limit > 0 ? limit : PAGE_ROWS, PAGE_ROWS);
    return sorted.slice(offset, offset + count);
  }

  #cells(values: ValueObject): Record<string, Value> {
    return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, this.#cell(column, value)]));
  }

  #cell(column: string, value: Value): Value {
    const known = this.#table.data.structure.find(({ name }) => name === column);
    if (!known) throw refusal(`The table ${this.#table.name} has no column ${column}.`);
    const cell = fitted(TYPES[known.type] ?? 'string', value);
    if (cell === undefined) throw refusal(`The column ${column} does not take this value.`);
    if (typeof cell === 'string' && Buffer.byteLength(cell) > CELL_BYTES) {
      throw refusal(`A cell of the column ${column} would hold more than ${CELL_BYTES} bytes.`);
    }
    return cell;
  }
}

/** The tables of a pack; empty at first, as after an import. */
export class TableStore {
  readonly #byId: ReadonlyMap<string, TableData>;
  readonly #byName: ReadonlyMap<string, TableData>;

  constructor(tables: readonly TableJson[]) {
    const data = tables.map((table) => [table, new TableData(table)] as const);
    this.#byId = new Map(data.map(([{ id }, table]) => [id, table]));
    this.#byName = new Map(data.map(([{ name }, table]) => [name, table]));
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  byId(id: string): TableData | undefined {
    return this.#byId.get(id);
  }

  /** The cells of every row. */
  rows(name: string): ValueObject[] {
    const table = this.#byName.get(name);
    if (!table) throw new RangeError(`There is no table ${name}; there are: ${this.names.join(', ')}.`);
    return table.rows.map(({ cells }) => ({ ...cells }));
  }
}
