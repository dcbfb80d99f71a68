import { connectorCard, type DynamicFields, groups, objectGroup, side } from '../card-type.ts';
import { connectorInput, connectorOption, connectorOutput } from '../field.ts';
import type { Json } from '../shape.ts';

const VERSION = 'stash:0.7.148';
/** Tables answer at once: their cards are not asynchronous. */
const MODEL = { async: false };

const table = connectorOption('stash', '', { type: 'object', displayname: 'Table', table: true, ordering: 0 });
const tableInputs: DynamicFields = {
  namespace: 'input',
  group: null,
  index: { groupIndex: 0 },
  method: 'getTableInputs',
};
const columnsAt = (groupIndex: number): DynamicFields => ({
  namespace: 'input',
  group: null,
  index: { groupIndex },
  method: 'getColumnFields',
});
const choice = (label: string, value: string): Json => ({ label, value });

export const createRow = connectorCard(`${VERSION}:createRow`, 'Create Row', {
  help: 'Create a new row in a table in Tables.',
  id: 95121,
  model: MODEL,
  dynamic: [tableInputs, columnsAt(1)],
  inputs: side(groups({ Fields: { index: 1 } }), table),
  outputs: side(groups({ Output: objectGroup(0) }), { ...connectorOutput('Output', 'Row ID', 'string'), data: '' }),
});

export const updateRow = connectorCard(`${VERSION}:updateRow`, 'Update Row', {
  help: 'Update a single table row in Tables.',
  id: 95129,
  model: MODEL,
  dynamic: [tableInputs, columnsAt(2)],
  inputs: side(
    groups({ 'Update By': objectGroup(1), Fields: { index: 2 } }),
    table,
    connectorOption('updateEmptyInputs', 'No', {
      type: 'list',
      displayname: 'Update Empty Inputs',
      dependencies: [],
      ordering: 1,
      choices: [choice('No', 'No'), choice('Yes', 'Yes')],
    }),
    connectorInput('Update By', 'Row ID', 'string', { required: true, data: '' }),
  ),
  outputs: side(groups({})),
});

export const clearTable = connectorCard(`${VERSION}:clearTable`, 'Clear Table', {
  help: 'Clear all rows in a table in Tables.',
  id: 22699,
  model: MODEL,
  dynamic: [tableInputs],
  inputs: side(groups({}), table),
  outputs: side(groups({ Table: objectGroup(0) }), { ...connectorOutput('Table', 'Cleared Rows', 'number'), data: 0 }),
});

export const searchRows = connectorCard(`${VERSION}:searchRows2`, 'Search Rows', {
  help: 'Retrieve a collection of records from a table using `where`, `sort`, `limit`, and `offset` clauses in Tables.',
  id: 64025,
  model: MODEL,
  dynamic: [
    tableInputs,
    { namespace: 'input', group: 'Sort', index: { fieldIndex: 0 }, method: 'getColumnSortInput' },
    { namespace: 'output', group: null, index: { groupIndex: 0 }, method: 'getQueryOutput' },
  ],
  inputs: side(
    groups({ Filter: objectGroup(1), Sort: objectGroup(2) }),
    table,
    connectorOption('resultSet', 'all-new', {
      type: 'list',
      displayname: 'Result Set',
      dependencies: [],
      ordering: 1,
      choices: [choice('First matching row', 'one'), choice('All matching rows', 'all-new')],
    }),
    connectorInput('Filter', 'Where Expression', 'object', {
      data: {},
      metadata: { expr: true, exprFields: 'getExprOption' },
    }),
    connectorInput('Sort', 'Column', 'string', { data: '', metadata: { type: 'list' } }),
    connectorInput('Sort', 'Direction', 'string', {
      required: true,
      data: 'asc',
      metadata: { type: 'list', choices: [choice('Ascending', 'asc'), choice('Descending', 'desc')] },
    }),
    connectorInput('Sort', 'Limit', 'number', { data: 0 }),
    connectorInput('Sort', 'Offset', 'number', { data: 0 }),
  ),
  outputs: side(groups({ Result: { index: 0 } }), { ...connectorOutput('Result', 'Rows', 'object[]'), data: [] }),
});
