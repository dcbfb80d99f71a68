import { describe, expect, test } from '@jest/globals';
import { compare } from '../../../local/simulator/compare.ts';
import { conversionBetween, converted } from '../../../local/simulator/conversions.ts';
import { fitted, type Value } from '../../../local/simulator/value.ts';

const DAY = new Date('2026-11-23T00:00:00.000Z');

describe('a wire between fields of different types', () => {
  test.each<[string, string, string | null | undefined]>([
    ['string', 'string', null],
    ['string', 'object', 'parse'],
    ['object', 'string', 'stringify'],
    ['string', 'Date', 'dateTime'],
    ['Date', 'string', 'isoString'],
    ['number', 'string', 'toString'],
    ['string', 'number', 'parseFloat'],
    ['boolean', 'string', 'booleanToString'],
    ['object', 'object[]', 'wrapArray'],
    ['string', 'object[]', 'parse'],
    ['object', 'string[]', 'stringify'],
    ['number', 'boolean', undefined],
    ['object[]', 'object', undefined],
  ])('%s to %s is %s', (from, to, name) => {
    expect(conversionBetween(from, to)).toBe(name);
  });

  test.each<[string, Value, string, Value]>([
    ['parse', '{"a":1}', 'object', { a: 1 }],
    ['parse', '', 'object', null],
    ['parse', '[{"a":1}]', 'object[]', [{ a: 1 }]],
    ['stringify', { a: 1 }, 'string', '{"a":1}'],
    ['stringify', { a: 1 }, 'string[]', ['{"a":1}']],
    ['dateTime', '2026-11-23T00:00:00.000Z', 'Date', DAY],
    ['isoString', DAY, 'string', '2026-11-23T00:00:00.000Z'],
    ['toString', 200, 'string', '200'],
    ['parseFloat', '12.5', 'number', 12.5],
    ['parseFloat', '', 'number', null],
    ['booleanToString', true, 'string', 'true'],
    ['wrapArray', 'a', 'string[]', ['a']],
    ['toString', null, 'string', null],
  ])('%s makes of %j as %s: %j', (name, value, type, wanted) => {
    expect(converted(name, value, type)).toEqual(wanted);
  });

  test.each([
    ['parse', '{', 'object'],
    ['parseFloat', 'many', 'number'],
    ['dateTime', 'soon', 'Date'],
  ])('%s cannot make anything of %j', (name, value, type) => {
    expect(() => converted(name, value, type)).toThrow(expect.objectContaining({ name: 'CardError' }));
  });
});

describe('a value in a field', () => {
  test.each<[string, Value, Value | undefined]>([
    ['string', 5, '5'],
    ['string', true, 'true'],
    ['string', { a: 1 }, undefined],
    ['number', '5', 5],
    ['number', '', null],
    ['number', 'five', undefined],
    ['boolean', 'true', true],
    ['boolean', 'no', undefined],
    ['object', [], undefined],
    ['object[]', [{}], [{}]],
    ['string[]', [1], ['1']],
    ['string[]', 'a', undefined],
    ['number', null, null],
  ])('of the type %s: %j counts as %j', (type, value, wanted) => {
    expect(fitted(type, value)).toEqual(wanted);
  });
});

describe('a comparison', () => {
  test.each<[Value, string, Value, boolean]>([
    [80, '>', 9, true],
    ['80', '>', '9', false],
    [80, '>', '9', false],
    [5, '==', '5', false],
    [null, '==', '', true],
    ['', '!=', 'none', true],
    [{}, 'is empty', null, true],
    [false, 'is empty', null, false],
    [0, 'is not empty', null, true],
    [6, '%', 3, true],
    ['b', 'in', ['a', 'b'], true],
    ['b', 'not in', ['a'], true],
    ['b', 'in', 'abc', true],
    [{ a: 1 }, 'has', 'a', true],
    [{ a: 1 }, "doesn't have", 'b', true],
    [null, '>', 0, false],
    [DAY, '<=', DAY, true],
  ])('%j %s %j is %s', (left, operator, right, wanted) => {
    expect(compare(left, operator, right)).toBe(wanted);
  });
});
