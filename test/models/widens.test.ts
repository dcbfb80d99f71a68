import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KnownFilter } from '../../src/models/known-models.ts';
import { wideAt } from '../../src/models/opens.ts';
import { widens } from '../../src/models/widens.ts';

const filter = (rule: Partial<KnownFilter>): KnownFilter => ({
  model: 'Sales',
  file: 'orders.topic',
  line: 3,
  reference: 'region',
  topic: 'orders',
  field: 'orders.region',
  unfiltered: [],
  wildcards: false,
  ...rule,
});
const OPEN = filter({ unfiltered: ['all'] });
const LIKE = filter({ wildcards: true, field: 'orders.area', topic: '' });
const TEXT = { type: 'string', defaultValue: [] } as const;

describe('a write widens', () => {
  test.each([
    [
      'a value that takes a filter away',
      [OPEN],
      ['emea'],
      ['all'],
      'the value takes away the filter on orders.region in topic orders of Sales',
    ],
    [
      'a pattern where LIKE compares',
      [LIKE],
      ['emea'],
      ['em%'],
      'the value holds a wildcard of LIKE for the filter on orders.area in the topics of Sales',
    ],
    [
      'one more value that is wide',
      [OPEN],
      ['emea'],
      ['emea', 'all'],
      'the value takes away the filter on orders.region in topic orders of Sales',
    ],
    [
      'for somebody who held nothing',
      [OPEN],
      [],
      ['all'],
      'the value takes away the filter on orders.region in topic orders of Sales',
    ],
    [
      'for somebody of whom nobody knows',
      [OPEN],
      undefined,
      ['all'],
      'the value takes away the filter on orders.region in topic orders of Sales',
    ],
    [
      'at several filters, the widest told first',
      [LIKE, filter({ unfiltered: ['%'] })],
      [],
      ['%'],
      'the value takes away the filter on orders.region in topic orders of Sales and 1 more',
    ],
  ] as const)('%s', (_, filters, before, after, reason) => {
    expect(widens(TEXT, filters, before, after)).toBe(reason);
  });

  test('a clear to a default that takes a filter away', () => {
    const attribute = { type: 'string', defaultValue: ['all'] } as const;
    expect(widens(attribute, [OPEN], ['emea'], [])).toBe(
      'the default, which is then in force, takes away the filter on orders.region in topic orders of Sales',
    );
    expect(widens(attribute, [OPEN], [], ['all'])).toBe('');
    expect(widens(attribute, [OPEN], ['all'], [])).toBe('');
  });
});

test.each([
  ['a plain value', [OPEN, LIKE], [], ['emea']],
  ['a wide value that is held already', [OPEN], ['all'], ['all', 'emea']],
  ['a narrower value', [OPEN], ['all'], ['emea']],
  ['a pattern for somebody who sees every row', [LIKE], ['%'], ['em%']],
  ['a clear without a default', [OPEN, LIKE], ['emea'], []],
  ['a percent sign where = compares', [OPEN], [], ['%']],
  ['a wide value of a filter that nobody has', [], [], ['all']],
] as const)('a write does not widen: %s', (_, filters, before, after) => {
  expect(widens(TEXT, filters, before, after)).toBe('');
});

describe('whatever the filters and values', () => {
  const value = fc.array(fc.constantFrom('all', 'emea', '%', 'e_', 'is_admin'), { maxLength: 3 });
  const filters = fc.array(
    fc.record({ unfiltered: value, wildcards: fc.boolean() }).map((rule) => filter(rule)),
    { maxLength: 3 },
  );
  const attribute = value.map((defaultValue) => ({ type: 'string' as const, defaultValue }));

  test('nobody is widened by what they hold', () => {
    fc.assert(fc.property(attribute, filters, value, (a, f, held) => widens(a, f, held, held) === ''));
  });

  test('who is widened comes to hold something wide', () => {
    fc.assert(
      fc.property(attribute, filters, value, value, (a, f, before, after) => {
        if (widens(a, f, before, after) === '') return true;
        const inForce = after.length > 0 ? after : a.defaultValue;
        return f.some((one) => inForce.some((text) => wideAt(one, a, text) !== undefined));
      }),
    );
  });

  test('what widens somebody widens whoever is not known', () => {
    fc.assert(
      fc.property(attribute, filters, value, value, (a, f, before, after) =>
        widens(a, f, before, after) === '' ? true : widens(a, f, undefined, after) !== '',
      ),
    );
  });

  test('two steps that widen nobody come to one that does not', () => {
    fc.assert(
      fc.property(attribute, filters, value, value, value, (a, f, one, two, three) =>
        widens(a, f, one, two) !== '' || widens(a, f, two, three) !== '' ? true : widens(a, f, one, three) === '',
      ),
    );
  });

  test('a filter more widens as much, or more', () => {
    fc.assert(
      fc.property(attribute, filters, value, value, (a, f, before, after) =>
        widens(a, f.slice(1), before, after) === '' ? true : widens(a, f, before, after) !== '',
      ),
    );
  });
});
