import { describe, expect, test } from '@jest/globals';
import { inForce } from '../../src/models/in-force.ts';
import { openFilter, openGrant } from '../../src/models/opens.ts';

const TEXT = { type: 'string' } as const;
const NUMBER = { type: 'number' } as const;

test.each([
  [['emea'], ['none'], { values: ['emea'], source: 'own' }],
  [[], ['none'], { values: ['none'], source: 'default' }],
  [[], [], { values: [], source: 'none' }],
])('of the own value %j and the default %j this is in force: %j', (own, defaultValue, expected) => {
  expect(inForce({ defaultValue }, own)).toEqual(expected);
});

describe('a filter', () => {
  test.each([
    ['no value', TEXT, { unfiltered: [], wildcards: false }, [], 'query-fails'],
    ['a value', TEXT, { unfiltered: ['all'], wildcards: false }, ['emea'], 'these-values'],
    ['an unfiltered value', TEXT, { unfiltered: ['all'], wildcards: false }, ['all'], 'everything'],
    [
      'one of several that is unfiltered',
      TEXT,
      { unfiltered: ['all'], wildcards: false },
      ['emea', 'all'],
      'everything',
    ],
    ['an unfiltered value in another case', TEXT, { unfiltered: ['all'], wildcards: false }, ['All'], 'these-values'],
    ['a number that is written otherwise', NUMBER, { unfiltered: ['0'], wildcards: false }, ['0.0'], 'everything'],
    ['a text that is no number', TEXT, { unfiltered: ['0'], wildcards: false }, ['0.0'], 'these-values'],
    ['% where it is compared with =', TEXT, { unfiltered: [], wildcards: false }, ['%'], 'these-values'],
    ['% where it is compared with LIKE', TEXT, { unfiltered: [], wildcards: true }, ['%'], 'everything'],
    ['a pattern', TEXT, { unfiltered: [], wildcards: true }, ['%@acme.example'], 'these-values'],
  ] as const)('opens to %s', (_, attribute, filter, values, expected) => {
    expect(openFilter(filter, attribute, values)).toBe(expected);
  });
});

test.each([
  [[], 'nothing'],
  [['sales'], 'nothing'],
  [['sales', 'finance'], 'everything'],
] as const)('a grant for finance opens to %j: %s', (values, expected) => {
  expect(openGrant({ allowed: ['finance'] }, TEXT, values)).toBe(expected);
});
