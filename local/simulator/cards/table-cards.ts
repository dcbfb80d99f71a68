import { gives, input, NOTHING, number, text } from '../card-tools.ts';
import { compare } from '../compare.ts';
import { FlowDefect } from '../flow-defect.ts';
import { titleOf } from '../pack.ts';
import type { CardCall, CardRun } from '../simulation.ts';
import type { Row } from '../table-store.ts';
import type { Value, ValueObject } from '../value.ts';

const placeOf = ({ card, frame }: CardCall, field: string) => ({
  flow: frame.execution.flow,
  card: titleOf(card),
  field,
});

function tableOf(call: CardCall) {
  const id = text(call, 'stash');
  const table = call.frame.simulation.tables.byId(id);
  if (!table) throw new FlowDefect(placeOf(call, 'stash'), `the pack has no table ${id}.`);
  return table;
}

/** @throws FlowDefect when the card has a column that the table has not */
function cellsOf(call: CardCall): ValueObject {
  const columns = [...call.inputs].filter(([{ group }]) => group === 'Fields');
  const table = tableOf(call);
  const stray = columns.find(([{ key }]) => !table.columns.includes(key));
  if (stray) throw new FlowDefect(placeOf(call, stray[0].key), `the table has only: ${table.columns.join(', ')}.`);
  return Object.fromEntries(columns.map(([{ key }, value]) => [key, value]));
}

const timeOf = (call: CardCall): Date => new Date(call.frame.simulation.now());
const rowId = (call: CardCall): string => text(call, 'Row ID');

const shownRow = ({ id, created, updated, cells }: Row): ValueObject => ({
  'Row ID': id,
  Created: created,
  Updated: updated,
  ...cells,
});

interface Condition {
  readonly lhs: string;
  readonly op: string;
  readonly join: string;
  readonly rhs?: Value;
  /** The value is that of a hidden input, whose key is the output it is wired from. */
  readonly rhd?: { readonly outputId: string };
}

/** In an expression `=` is what the other cards write as `==`. */
const OPERATORS: Readonly<Record<string, string>> = {
  '=': '==',
  '!=': '!=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
};

function matching(call: CardCall): (cells: ValueObject) => boolean {
  const { expr = [] } = (input(call, 'Where Expression') ?? {}) as { readonly expr?: readonly Condition[] };
  const conditions = expr.map(({ lhs, op, join, rhs = null, rhd }) => {
    const operator = OPERATORS[op];
    if (operator === undefined || join !== 'AND') {
      throw new FlowDefect(placeOf(call, lhs), `the simulator does not know the condition "${join} ${op}".`);
    }
    if (!tableOf(call).columns.includes(lhs)) throw new FlowDefect(placeOf(call, lhs), 'the table has no such column.');
    return { lhs, operator, wanted: rhd ? input(call, rhd.outputId, '_expr') : rhs };
  });
  return (cells) => conditions.every(({ lhs, operator, wanted }) => compare(cells[lhs] ?? null, operator, wanted));
}

const createRow: CardRun = (call) => gives({ 'Row ID': tableOf(call).create(cellsOf(call), timeOf(call)).id });

const updateRow: CardRun = (call) => {
  tableOf(call).update(rowId(call), cellsOf(call), timeOf(call), text(call, 'updateEmptyInputs') === 'Yes');
  return NOTHING;
};

const deleteRow: CardRun = (call) => {
  tableOf(call).remove(rowId(call));
  return NOTHING;
};

const searchRows: CardRun = (call) => {
  const rows = tableOf(call)
    .search({
      matches: matching(call),
      sortBy: text(call, 'Column'),
      descending: text(call, 'Direction') === 'desc',
      limit: text(call, 'resultSet') === 'one' ? 1 : number(call, 'Limit'),
      offset: number(call, 'Offset'),
    })
    .map(shownRow);
  // One row: each of its cells is an output; none was found: all of them are null.
  return { outputs: ({ group, key }) => (group === 'Result' ? rows : (rows[0]?.[key] ?? null)) };
};

const readRow: CardRun = (call) => {
  const row = shownRow(tableOf(call).get(rowId(call)));
  return { outputs: ({ key }) => row[key] };
};

export const tableCards: Readonly<Record<string, CardRun>> = {
  'stash:createRow': createRow,
  'stash:updateRow': updateRow,
  'stash:deleteRow': deleteRow,
  'stash:readRow': readRow,
  'stash:searchRows2': searchRows,
  'stash:clearTable': (call) => gives({ 'Cleared Rows': tableOf(call).clear() }),
};
