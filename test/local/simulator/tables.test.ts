import { beforeEach, describe, expect, test } from '@jest/globals';
import { TableStore } from '../../../local/simulator/table-store.ts';
import { type CardSpec, ranAlone } from './one-card.ts';

const NOW = new Date('2026-11-23T00:00:00.000Z');
const COLUMNS = [
  { name: 'Name', type: 'str' },
  { name: 'Count', type: 'dec' },
  { name: 'Done', type: 'bln' },
];
const ALL = { matches: () => true, sortBy: '', descending: false, limit: 0, offset: 0 };

let store: TableStore;
const table = () => {
  const found = store.byId('t');
  if (!found) throw new Error('the table is missing');
  return found;
};
const names = () => store.rows('People').map(({ Name }) => Name);
const add = (Name: string, Count = 0) => table().create({ Name, Count }, NOW).id;

beforeEach(() => {
  store = new TableStore([{ id: 't', name: 'People', data: { structure: COLUMNS } }]);
});

describe('a table', () => {
  test('keeps rows with a cell for every column', () => {
    table().create({ Name: 'Ada', Count: '3', Done: 'true' }, NOW);
    table().create({ Name: 'Ben' }, NOW);
    expect(store.rows('People')).toEqual([
      { Name: 'Ada', Count: 3, Done: true },
      { Name: 'Ben', Count: null, Done: null },
    ]);
  });

  test('takes 16 KB in a cell, counted in bytes, and not one more', () => {
    expect(() => add('ä'.repeat(8_192))).not.toThrow();
    expect(() => add(`${'ä'.repeat(8_192)}x`)).toThrow('more than 16384 bytes');
  });

  test('refuses a value of another type, a column and a row that it does not have', () => {
    expect(() => table().create({ Count: 'many' }, NOW)).toThrow('does not take this value');
    expect(() => table().create({ Nickname: 'x' }, NOW)).toThrow('no column Nickname');
    expect(() => table().remove('row-9')).toThrow('no row row-9');
  });

  test('an update leaves cells alone that it has nothing for, unless it clears them', () => {
    const id = add('Ada', 3);
    table().update(id, { Name: '', Count: 4 }, NOW, false);
    expect(store.rows('People')).toEqual([{ Name: 'Ada', Count: 4, Done: null }]);
    table().update(id, { Name: '' }, NOW, true);
    expect(store.rows('People')).toEqual([{ Name: '', Count: 4, Done: null }]);
  });

  test('a search sorts by code unit, telling upper and lower case apart, and pages', () => {
    for (const name of ['b', 'B', 'a', 'A']) add(name);
    const found = (more: object) =>
      table()
        .search({ ...ALL, ...more })
        .map(({ cells }) => cells.Name);
    expect(found({ sortBy: 'Name' })).toEqual(['A', 'B', 'a', 'b']);
    expect(found({ sortBy: 'Name', descending: true, limit: 2, offset: 1 })).toEqual(['a', 'B']);
    expect(found({ matches: ({ Name }: { Name?: unknown }) => Name === 'a' })).toEqual(['a']);
  });

  test('a search gives 3,500 rows at most', () => {
    for (let i = 0; i < 3_600; i += 1) add(`user ${i}`);
    expect(table().search(ALL)).toHaveLength(3_500);
    expect(table().search({ ...ALL, offset: 3_500 })).toHaveLength(100);
    expect(table().search({ ...ALL, limit: 9_999 })).toHaveLength(3_500);
  });

  test('can be emptied, and rows removed', () => {
    const first = add('Ada');
    add('Ben');
    table().remove(first);
    expect(names()).toEqual(['Ben']);
    expect(table().clear()).toBe(1);
    expect(names()).toEqual([]);
  });
});

describe('a card of Tables', () => {
  const tables = { t: { id: 't', name: 'People', data: { structure: COLUMNS } } };

  /** Runs a card on a table of Ada (1), Ben (2) and Cleo (3). */
  async function onPeople(method: string, inputs: CardSpec['inputs'], outputs: CardSpec['outputs'] = {}) {
    const spec = { kind: `stash:${method}`, inputs: { 'parameters|stash': 't', ...inputs }, outputs };
    const { trace, tables: after } = await ranAlone(spec, tables, (simulator) => {
      for (const [index, Name] of ['Ada', 'Ben', 'Cleo'].entries()) {
        simulator.tables.byId('t')?.create({ Name, Count: index + 1 }, NOW);
      }
    });
    return { outputs: trace[0]?.outputs, error: trace[0]?.error, names: after.rows('People').map(({ Name }) => Name) };
  }

  test('creates a row and gives its id', async () => {
    const made = await onPeople('createRow', { 'Fields|Name': 'Dan' }, { 'Output|Row ID': 'string' });
    expect(made).toMatchObject({ outputs: { 'Row ID': 'row-4' }, names: ['Ada', 'Ben', 'Cleo', 'Dan'] });
  });

  test.each([
    ['No', ['Ada', 'Ben', 'Cleo']],
    ['Yes', ['Ada', '', 'Cleo']],
  ])('updates a row; empty inputs count: %s', async (updateEmptyInputs, names) => {
    const inputs = {
      'parameters|updateEmptyInputs': updateEmptyInputs,
      'Update By|Row ID': 'row-2',
      'Fields|Name': '',
    };
    expect((await onPeople('updateRow', inputs)).names).toEqual(names);
  });

  test('deletes a row, reads one, clears them all', async () => {
    expect((await onPeople('deleteRow', { 'Delete By|Row ID': 'row-2' })).names).toEqual(['Ada', 'Cleo']);
    const row = { 'Row|Created': 'Date', 'Fields|Name': 'string' };
    const read = await onPeople('readRow', { 'Read By|Row ID': 'row-2' }, row);
    expect(read.outputs).toEqual({ Created: NOW, Name: 'Ben' });
    const cleared = await onPeople('clearTable', {}, { 'Table|Cleared Rows': 'number' });
    expect(cleared).toMatchObject({ outputs: { 'Cleared Rows': 3 }, names: [] });
  });

  const SORTED = { 'Sort|Column': 'Count', 'Sort|Direction': 'desc', 'Sort|Limit': 0, 'Sort|Offset': 0 };
  const where = (lhs: string, op: string, rhs: string | number) => ({
    'Filter|Where Expression': { expr: [{ lhs, op, join: 'AND', rhs }] },
    ...SORTED,
  });

  test.each([
    [where('Name', '=', 'Ben'), ['Ben']],
    [where('Name', '=', 'ben'), []],
    [where('Count', '>', 1), ['Cleo', 'Ben']],
  ])('searches with %j', async (inputs, names) => {
    const all = { 'parameters|resultSet': 'all-new', ...inputs };
    const { outputs } = await onPeople('searchRows2', all, { 'Result|Rows': 'object[]' });
    expect(outputs?.Rows).toMatchObject(names.map((Name) => ({ Name })));
    const one = { 'parameters|resultSet': 'one', ...inputs };
    const first = await onPeople('searchRows2', one, { 'Row|Row ID': 'string', 'Fields|Name': 'string' });
    expect(first.outputs?.Name).toBe(names[0] ?? null);
  });

  test('a row that is not there is an error of the card', async () => {
    expect((await onPeople('deleteRow', { 'Delete By|Row ID': 'row-9' })).error?.message).toContain('no row row-9');
  });
});
