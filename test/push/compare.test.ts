import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttributeType, AttributeValue } from '../../src/push/attribute.ts';
import { valueText } from '../../src/push/attribute.ts';
import { readShown, sameValue, showsWanted } from '../../src/push/compare.ts';
import { RUNS } from '../support/runs.ts';
import { attribute } from './arbitraries.ts';

describe('a value that Omni shows', () => {
  test.each<[string, AttributeType, unknown, AttributeValue]>([
    ['null is no value', 'string', null, []],
    ['an absent key is no value', 'string', undefined, []],
    ['an empty list is no value', 'number', [], []],
    ['a null in a list is no entry', 'string', ['a', null, undefined, 'b'], ['a', 'b']],
    ['an empty text is a value', 'string', '', ['']],
    ['a text stays as it is', 'string', ' EMEA ', [' EMEA ']],
    ['digits on a text attribute stay as they are', 'string', '012.0', ['012.0']],
    ['a number on a text attribute is its digits', 'string', 12, ['12']],
    ['a small number on a text attribute has no exponent', 'string', 1e-7, ['0.0000001']],
    ['true is text', 'string', true, ['true']],
    ['false is text', 'string', false, ['false']],
    ['a number as text is that number', 'number', '12.0', ['12']],
    ['a number is its digits', 'number', 12.5, ['12.5']],
    ['zero is a value', 'number', 0, ['0']],
    ['a list of numbers in both forms', 'number', [1, '2.50'], ['1', '2.5']],
    ['what is no number is kept to be seen', 'number', 'n/a', ['n/a']],
    ['an object is kept to be seen', 'string', { a: 1 }, ['{"a":1}']],
  ])('%s', (_, type, shown, value) => {
    expect(readShown(type, shown)).toEqual(value);
  });

  test('never fails, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom<AttributeType>('string', 'number'), fc.jsonValue(), (type, shown) => {
        for (const entry of readShown(type, shown)) expect(typeof entry).toBe('string');
      }),
      { numRuns: RUNS },
    );
  });
});

describe('two values are the same', () => {
  test.each<[string, AttributeValue, AttributeValue, boolean]>([
    ['without any entry', [], [], true],
    ['in another order', ['a', 'b'], ['b', 'a'], true],
    ['with a repeated entry', ['a', 'a', 'b'], ['a', 'b'], true],
    ['but not in another case', ['a'], ['A'], false],
    ['but not with an entry more', ['a'], ['a', 'b'], false],
    ['but not with an entry less', ['a', 'b'], ['a'], false],
    ['but not with as many other entries', ['a', 'b'], ['a', 'c'], false],
    ['but not an empty text and no value', [''], [], false],
  ])('%s', (_, one, other, same) => {
    expect(sameValue(one, other)).toBe(same);
    expect(sameValue(other, one)).toBe(same);
  });
});

describe('what Omni shows is what was wanted', () => {
  const withDefault = attribute({ defaultValue: ['emea'] });

  test.each<[string, AttributeValue, AttributeValue, boolean]>([
    ['when it is the value', ['apac'], ['apac'], true],
    ['when a clear leaves nothing', [], [], true],
    ['when a clear leaves an empty text', [], [''], true],
    ['when a clear leaves the default', [], ['emea'], true],
    ['but not when a clear leaves a value', [], ['apac'], false],
    ['but not when the default stands instead of a value', ['apac'], ['emea'], false],
    ['but not when nothing stands instead of a value', ['apac'], [], false],
    ['but not when an empty text stands instead of a value', ['apac'], [''], false],
  ])('%s', (_, wanted, shown, expected) => {
    expect(showsWanted(withDefault, wanted, shown)).toBe(expected);
  });
});

test('a value reads as one line', () => {
  expect([valueText([]), valueText(['a']), valueText(['a', 'b'])]).toEqual(['', 'a', 'a, b']);
});
