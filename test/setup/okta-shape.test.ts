import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OktaProperty } from '../../src/okta/schemas.ts';
import { oktaShape, shapeDifference, type WantedShape } from '../../src/setup/okta-shape.ts';
import { RUNS } from '../support/runs.ts';

const shape = (given: Partial<WantedShape> = {}): WantedShape => ({
  type: 'string',
  multiValued: false,
  choices: [],
  ...given,
});
const property = (given: Partial<OktaProperty>): OktaProperty => ({ title: 'Region', type: 'string', ...given });
const EMEA = { const: 'emea', title: 'Europe' };
const APAC = { const: 'apac', title: 'Asia' };

describe('the Okta property of an attribute', () => {
  test.each([
    [shape(), { type: 'string' }],
    [shape({ type: 'number' }), { type: 'number' }],
    [shape({ multiValued: true }), { type: 'array', items: { type: 'string' } }],
    [shape({ type: 'number', multiValued: true }), { type: 'array', items: { type: 'number' } }],
    [shape({ choices: [EMEA] }), { type: 'string', enum: ['emea'], oneOf: [EMEA] }],
    [
      shape({ choices: [EMEA, APAC], multiValued: true }),
      { type: 'array', items: { type: 'string', enum: ['emea', 'apac'], oneOf: [EMEA, APAC] } },
    ],
  ])('of %j is %j', (wanted, expected) => {
    expect(oktaShape(wanted)).toEqual(expected);
  });
});

describe('an existing property', () => {
  test.each([
    ['a text for a text', property({}), shape()],
    ['a number for a number', property({ type: 'number' }), shape({ type: 'number' })],
    ['an integer for a number', property({ type: 'integer' }), shape({ type: 'number' })],
    [
      'an array of integers for several numbers',
      property({ type: 'array', items: { type: 'integer' } }),
      shape({ type: 'number', multiValued: true }),
    ],
    ['a closed list where none was asked for', property({ enum: ['emea'] }), shape()],
    [
      'the same closed list in another order, with other labels',
      property({ enum: ['apac', 'emea'] }),
      shape({ choices: [EMEA, APAC] }),
    ],
    ['a closed list that only oneOf tells', property({ oneOf: [EMEA] }), shape({ choices: [EMEA] })],
  ])('that is %s fits', (_, found, wanted) => {
    expect(shapeDifference(found, wanted)).toBeUndefined();
  });

  test.each([
    [property({ type: 'number' }), shape(), 'it is of the type number, not string'],
    [property({ type: 'boolean' }), shape(), 'it is of the type boolean, not string'],
    [property({ type: 'integer' }), shape(), 'it is of the type integer, not string'],
    [property({}), shape({ type: 'number' }), 'it is of the type string, not number'],
    [property({}), shape({ multiValued: true }), 'it is of the type string, not array of string'],
    [property({ type: 'array', items: { type: 'string' } }), shape(), 'it is of the type array of string, not string'],
    [
      property({ type: 'array' }),
      shape({ multiValued: true }),
      'it is of the type array of nothing, not array of string',
    ],
    [property({}), shape({ choices: [EMEA] }), 'it takes any value, not only those of a closed list'],
    [property({ enum: [] }), shape({ choices: [EMEA] }), 'it takes any value, not only those of a closed list'],
    [property({ enum: ['emea', 'apac'] }), shape({ choices: [EMEA] }), 'its closed list has other values'],
    [property({ enum: ['emea'] }), shape({ choices: [EMEA, APAC] }), 'its closed list has other values'],
    [
      property({ type: 'array', items: { type: 'string', enum: ['emea'] } }),
      shape({ multiValued: true, choices: [APAC] }),
      'its closed list has other values',
    ],
  ])('%j for %j: %s', (found, wanted, difference) => {
    expect(shapeDifference(found, wanted)).toBe(difference);
  });
});

const anyShape = fc.record({
  type: fc.constantFrom('string' as const, 'number' as const),
  multiValued: fc.boolean(),
  choices: fc.uniqueArray(fc.record({ const: fc.constantFrom('a', 'b', 'c'), title: fc.string() }), {
    selector: (one) => one.const,
  }),
});

test('what was made for a shape fits it, and fits another one only where no more is asked', () => {
  fc.assert(
    fc.property(anyShape, anyShape, (made, wanted) => {
      const list = (one: WantedShape) =>
        one.choices
          .map((choice) => choice.const)
          .toSorted()
          .join();
      const fits =
        made.type === wanted.type &&
        made.multiValued === wanted.multiValued &&
        (wanted.choices.length === 0 || list(made) === list(wanted));
      expect(shapeDifference(property(oktaShape(made)), made)).toBeUndefined();
      expect(shapeDifference(property(oktaShape(made)), wanted) === undefined).toBe(fits);
    }),
    { numRuns: RUNS },
  );
});
