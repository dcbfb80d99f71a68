import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { byReference } from '../../src/push/changes.ts';
import { readIntents } from '../../src/push/intents.ts';
import { RUNS } from '../support/runs.ts';
import { attribute } from './arbitraries.ts';
import { refusal } from './refusal.ts';

const attributes = byReference([
  attribute(),
  attribute({ reference: 'seat_count', type: 'number' }),
  attribute({ reference: 'cost_centers', multiValued: true }),
  attribute({ reference: 'a/b~c' }),
  attribute({ reference: 'sales_region', formerReferences: ['territory', 'zone'] }),
  attribute({ reference: 'omni_user_id', id: '', system: true }),
]);

const read = (values: Record<string, unknown>) => readIntents(attributes, values, 'error');

describe('the values of one user', () => {
  test('are read by their definitions, one intent per reference that was named', () => {
    expect(read({ seat_count: '12', sales_area: null, cost_centers: ['c1'] })).toEqual([
      { reference: 'seat_count', value: ['12'], coercedFrom: '12' },
      { reference: 'sales_area', value: [], coercedFrom: undefined },
      { reference: 'cost_centers', value: ['c1'], coercedFrom: undefined },
    ]);
  });

  test('ask for nothing when nothing is named', () => {
    expect(read({})).toEqual([]);
  });

  test('leave out what an empty text leaves alone', () => {
    expect(readIntents(attributes, { sales_area: '', seat_count: 1 }, 'ignore')).toEqual([
      { reference: 'seat_count', value: ['1'], coercedFrom: undefined },
    ]);
  });
});

describe('one wrong value', () => {
  test.each<[string, Record<string, unknown>, string, object, string]>([
    ['of a wrong kind', { seat_count: 'x' }, 'VALUE_NOT_A_NUMBER', { what: 'text' }, '/values/seat_count'],
    ['for an attribute of Omni', { omni_user_id: 'x' }, 'ATTRIBUTE_SYSTEM', {}, '/values/omni_user_id'],
    [
      'for a misspelled reference',
      { seat_cuont: 1 },
      'REFERENCE_UNKNOWN',
      { suggestion: ' (did you mean seat_count?)' },
      '/values/seat_cuont',
    ],
    ['for an unknown reference', { region: 1 }, 'REFERENCE_UNKNOWN', { suggestion: '' }, '/values/region'],
    [
      'for a reference that was renamed',
      { zone: 1 },
      'REFERENCE_UNKNOWN',
      { suggestion: ': it was renamed to sales_region' },
      '/values/zone',
    ],
    [
      'for a name close to an attribute of Omni',
      { omni_user_ie: 1 },
      'REFERENCE_UNKNOWN',
      { suggestion: '' },
      '/values/omni_user_ie',
    ],
    ['with a name that JSON pointers escape', { 'a/b~c': '' }, 'VALUE_EMPTY_TEXT', {}, '/values/a~1b~0c'],
  ])('%s is refused where it stands', (_, values, code, facts, path) => {
    const [reference] = Object.keys(values);
    const error = refusal(() => read({ sales_area: 'emea', ...values }));
    expect(error).toMatchObject({ code, facts: { reference, ...facts }, details: [{ path, message: error.message }] });
    expect(error.details).toHaveLength(1);
  });

  test('is found where the caller says the values are', () => {
    const error = refusal(() => readIntents(attributes, { seat_count: 'x' }, 'error', '/rows/3/values'));
    expect(error.details[0]?.path).toBe('/rows/3/values/seat_count');
  });

  test.each(['__proto__', 'constructor', 'toString'])('named %s is only an unknown reference', (name) => {
    expect(refusal(() => read(JSON.parse(`{"${name}":"x"}`))).code).toBe('REFERENCE_UNKNOWN');
  });
});

test('several wrong values are all named in one answer', () => {
  const error = refusal(() => read({ seat_count: 'x', sales_area: ['a'], cost_centers: ['c1'], nope: 1 }));
  expect(error).toMatchObject({ code: 'VALUES_INVALID', facts: { count: 3 } });
  expect(error.details.map(({ path }) => path)).toEqual(['/values/seat_count', '/values/sales_area', '/values/nope']);
});

test('an unforeseen failure is not taken for a wrong value', () => {
  const broken = Object.assign(new Map(attributes), {
    get: () => {
      throw new RangeError('broken');
    },
  });
  expect(() => readIntents(broken, { sales_area: 'emea' }, 'error')).toThrow(RangeError);
});

test('only what was named is ever asked for or complained about', () => {
  const values = fc.dictionary(fc.constantFrom(...attributes.keys()), fc.oneof(fc.string(), fc.integer()));
  const outcome = (named: Record<string, unknown>): string[] => {
    try {
      return read(named).map(({ reference }) => reference);
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      return thrown.details.map(({ path }) => path.slice(8).replaceAll('~1', '/').replaceAll('~0', '~'));
    }
  };
  fc.assert(
    fc.property(values, (named) => {
      for (const reference of outcome(named)) expect(Object.keys(named)).toContain(reference);
    }),
    { numRuns: RUNS },
  );
});
