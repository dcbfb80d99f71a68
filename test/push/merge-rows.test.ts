import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byReference } from '../../src/push/changes.ts';
import { mergeRows } from '../../src/push/merge-rows.ts';
import type { PushRow } from '../../src/push/push-row.ts';
import { RUNS } from '../support/runs.ts';
import { attribute } from './arbitraries.ts';

const definitions = byReference([
  attribute(),
  attribute({ reference: 'seat_count', type: 'number' }),
  attribute({ reference: 'cost_centers', multiValued: true }),
]);

const row = (index: number, values: PushRow['values'], userName = 'ana@acme.example'): PushRow => ({
  index,
  userName,
  values,
});
const merge = (...rows: PushRow[]) => mergeRows(rows, definitions, 'ignore');

describe('rows of the same user', () => {
  test('become one when they name different references, the later one pointing to the first', () => {
    const merged = merge(row(0, { sales_area: 'emea' }), row(1, { seat_count: 5 }, 'ANA@acme.example'));
    expect(merged).toEqual({
      rows: [row(0, { sales_area: 'emea', seat_count: 5 })],
      settled: [{ kind: 'merged', index: 1, userName: 'ANA@acme.example', into: 0 }],
    });
  });

  test('become one when they mean the same value, in the words of the first', () => {
    const merged = merge(
      row(3, { seat_count: '5.0', cost_centers: ['b', 'a'] }),
      row(1, { seat_count: 5, cost_centers: 'a,b' }),
    );
    expect(merged.rows).toEqual([row(1, { seat_count: 5, cost_centers: 'a,b' })]);
    expect(merged.settled).toMatchObject([{ kind: 'merged', index: 3, into: 1 }]);
  });

  test('are all refused when they contradict each other, and the references are named', () => {
    const merged = merge(
      row(0, { seat_count: 1, sales_area: 'emea' }),
      row(1, { sales_area: 'apac', seat_count: 2 }),
      row(2, { sales_area: 'emea' }),
    );
    expect(merged.rows).toEqual([]);
    expect(merged.settled).toMatchObject(
      [0, 1, 2].map((index) => ({ kind: 'failed', index, code: 'ROW_CONTRADICTS' })),
    );
    expect(merged.settled[0]).toHaveProperty('message', expect.stringContaining('sales_area, seat_count'));
    expect(merged.settled[2]).toHaveProperty('message', expect.not.stringContaining('seat_count'));
    expect(JSON.stringify(merged.settled)).not.toContain('emea');
  });

  test('are refused by the references that contradict each other alone', () => {
    const merged = merge(row(0, { seat_count: 1, sales_area: 'emea' }), row(1, { seat_count: 2 }));
    expect(merged.settled[0]).toHaveProperty('message', expect.not.stringContaining('sales_area'));
  });

  test('are left as they are where one alone remains', () => {
    const alone = row(2, { seat_count: 1, sales_area: '' });
    const merged = merge(row(0, { cost_centers: 'a' }), row(1, { cost_centers: 'b' }), alone);
    expect(merged.rows).toEqual([alone]);
  });

  test('are refused when one clears what the other sets', () => {
    expect(merge(row(0, { sales_area: 'emea' }), row(1, { sales_area: null })).rows).toEqual([]);
  });

  test('go on without those that contradict each other', () => {
    const merged = merge(row(0, { sales_area: 'emea' }), row(1, { sales_area: 'apac' }), row(2, { seat_count: 1 }));
    expect(merged.rows).toEqual([row(2, { seat_count: 1 })]);
    expect(merged.settled.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'failed'],
      [1, 'failed'],
    ]);
  });

  test('go on without those whose values do not fit', () => {
    const merged = merge(row(0, { seat_count: 'many' }), row(1, { sales_area: 'apac' }), row(2, { seat_count: 1 }));
    expect(merged.rows).toEqual([row(1, { sales_area: 'apac', seat_count: 1 })]);
    expect(merged.settled).toMatchObject([
      { index: 0, kind: 'failed', code: 'VALUE_NOT_A_NUMBER' },
      { index: 2, kind: 'merged', into: 1 },
    ]);
  });

  test('do not contradict each other by an empty text that is to be ignored', () => {
    const merged = merge(row(0, { sales_area: '' }), row(1, { sales_area: 'apac' }));
    expect(merged.rows).toEqual([row(0, { sales_area: 'apac' })]);
  });
});

test('rows of different users stay as they are, unread, in the order of their indexes', () => {
  const [one, other] = [row(1, { seat_count: 'many' }), row(0, { unknown: 1 }, 'ben@acme.example')];
  expect(merge(one, other)).toEqual({ rows: [other, one], settled: [] });
});

test('merging does not depend on the order in which the rows arrive', () => {
  const values = fc.record(
    { sales_area: fc.constantFrom('emea', 'apac', null, ''), seat_count: fc.constantFrom(1, '1.0', 2, 'many') },
    { requiredKeys: [] },
  );
  const userName = fc.constantFrom('ana@acme.example', 'ANA@acme.example', 'ben@acme.example');
  const rows = fc
    .array(fc.tuple(values, userName), { maxLength: 5 })
    .map((drafts) => drafts.map(([held, name], index) => row(index, held, name)));
  const twice = rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(twice, ([one, other]) => {
      expect(merge(...other)).toEqual(merge(...one));
    }),
    { numRuns: RUNS },
  );
});
