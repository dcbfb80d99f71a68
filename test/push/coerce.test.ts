import { describe, expect, test } from '@jest/globals';
import { coerce, type EmptyText } from '../../src/push/coerce.ts';
import { attribute } from './arbitraries.ts';
import { refusal } from './refusal.ts';

const reference = 'sales_area';
const kinds = {
  text: attribute(),
  texts: attribute({ multiValued: true }),
  number: attribute({ type: 'number' }),
  numbers: attribute({ type: 'number', multiValued: true }),
};
type Kind = keyof typeof kinds;

const read = (kind: Kind, input: unknown, emptyText: EmptyText = 'error') => coerce(kinds[kind], input, emptyText);

describe('an input that fits is taken as it is', () => {
  test.each<[Kind, unknown, string[]]>([
    ['text', 'emea', ['emea']],
    ['text', ' emea ', [' emea ']],
    ['text', '12.0', ['12.0']],
    ['text', '[a]', ['[a]']],
    ['text', 'a,b', ['a,b']],
    ['text', 'Zürich 😀', ['Zürich 😀']],
    ['text', 'a'.repeat(16_384), ['a'.repeat(16_384)]],
    ['texts', ['a', 'b'], ['a', 'b']],
    ['texts', ['a,b'], ['a,b']],
    ['texts', ['{a}', '"b"'], ['{a}', '"b"']],
    ['text', '{c1,c2}', ['{c1,c2}']],
    ['text', '"a","b"', ['"a","b"']],
    ['texts', [' a '], [' a ']],
    ['number', 12, ['12']],
    ['number', -0.5, ['-0.5']],
    ['number', 0, ['0']],
    ['number', 9_007_199_254_740_991, ['9007199254740991']],
    ['number', -9_007_199_254_740_991, ['-9007199254740991']],
    ['number', 1e-7, ['0.0000001']],
    ['numbers', [1, 2.5], ['1', '2.5']],
  ])('%s %j', (kind, input, value) => {
    expect(read(kind, input)).toEqual({ reference, value, coercedFrom: undefined });
  });
});

describe('an input that is bent to fit is reported', () => {
  test.each<[Kind, unknown, string[], string]>([
    ['text', 12, ['12'], '12'],
    ['text', 1e-7, ['0.0000001'], '1e-7'],
    ['text', -0, ['0'], '0'],
    ['text', true, ['true'], 'true'],
    ['text', false, ['false'], 'false'],
    ['number', '12', ['12'], '12'],
    ['number', ' 12.50 ', ['12.5'], ' 12.50 '],
    ['number', '9007199254740993', ['9007199254740993'], '9007199254740993'],
    ['texts', 'a', ['a'], 'a'],
    ['texts', 'a, b ,c', ['a', 'b', 'c'], 'a, b ,c'],
    ['texts', '["a", "b,c"]', ['a', 'b,c'], '["a", "b,c"]'],
    ['texts', ' ["a"] ', ['a'], ' ["a"] '],
    ['texts', '[1, true]', ['1', 'true'], '[1, true]'],
    ['texts', '[old] area', ['[old] area'], '[old] area'],
    ['texts', 'area [old]', ['area [old]'], 'area [old]'],
    ['texts', '5" pipe, (old) 6"', ['5" pipe', '(old) 6"'], '5" pipe, (old) 6"'],
    ['texts', '"Kolibri" Ltd, \'t Gooi', ['"Kolibri" Ltd', "'t Gooi"], '"Kolibri" Ltd, \'t Gooi'],
    ['texts', '<5, a) to b', ['<5', 'a) to b'], '<5, a) to b'],
    ['texts', '["Smith; Sons","c2"]', ['Smith; Sons', 'c2'], '["Smith; Sons","c2"]'],
    ['texts', 7, ['7'], '7'],
    ['texts', true, ['true'], 'true'],
    ['texts', ['a', 1], ['a', '1'], '["a",1]'],
    ['texts', ['a', 'b', 'a'], ['a', 'b'], '["a","b","a"]'],
    ['numbers', 5, ['5'], '5'],
    ['numbers', '1,2.0', ['1', '2'], '1,2.0'],
    ['numbers', '[1, "2"]', ['1', '2'], '[1, "2"]'],
    [
      'numbers',
      '[9007199254740993, 0.10000000000000000001]',
      ['9007199254740993', '0.10000000000000000001'],
      '[9007199254740993, 0.10000000000000000001]',
    ],
    ['numbers', ['1', 2], ['1', '2'], '["1",2]'],
    ['numbers', [1, 1], ['1'], '[1,1]'],
  ])('%s %j', (kind, input, value, coercedFrom) => {
    expect(read(kind, input)).toEqual({ reference, value, coercedFrom });
  });
});

describe('null and the empty list clear, whatever empty texts mean', () => {
  for (const emptyText of ['error', 'clear', 'ignore'] as const) {
    test.each<[Kind, unknown]>([
      ['text', null],
      ['text', []],
      ['number', null],
      ['numbers', []],
      ['texts', null],
    ])(`%s %j with emptyText ${emptyText}`, (kind, input) => {
      expect(read(kind, input, emptyText)).toEqual({ reference, value: [], coercedFrom: undefined });
    });

    test(`a list written as the text [] with emptyText ${emptyText}`, () => {
      expect(read('texts', '[]', emptyText)).toEqual({ reference, value: [], coercedFrom: '[]' });
    });
  }
});

describe('an empty text', () => {
  const inputs: [Kind, unknown, string][] = [
    ['text', '', ''],
    ['text', ' \t', ' \t'],
    ['number', '', ''],
    ['texts', '', ''],
    ['texts', [''], '[""]'],
    ['texts', [' ', ''], '[" ",""]'],
    ['texts', ' , ', ' , '],
    ['texts', '[""]', '[""]'],
    ['numbers', ' ', ' '],
  ];

  test.each(inputs)('%s %j is a mistake by default', (kind, input) => {
    expect(refusal(() => read(kind, input))).toMatchObject({ code: 'VALUE_EMPTY_TEXT', facts: { reference } });
  });

  test.each(inputs)('%s %j clears with emptyText clear, and says so', (kind, input, coercedFrom) => {
    expect(read(kind, input, 'clear')).toEqual({ reference, value: [], coercedFrom });
  });

  test.each(inputs)('%s %j leaves the value alone with emptyText ignore', (kind, input) => {
    expect(read(kind, input, 'ignore')).toBeUndefined();
  });

  test('among others is left out with emptyText clear or ignore, and a mistake otherwise', () => {
    const expected = { reference, value: ['a', 'b'], coercedFrom: '["a","","b"]' };
    expect(read('texts', ['a', '', 'b'], 'clear')).toEqual(expected);
    expect(read('texts', ['a', '', 'b'], 'ignore')).toEqual(expected);
    expect(refusal(() => read('texts', ['a', '', 'b'])).code).toBe('VALUE_EMPTY_TEXT');
    expect(refusal(() => read('texts', 'a,,b')).code).toBe('VALUE_EMPTY_TEXT');
  });
});

describe('an input that cannot fit is refused', () => {
  const unsafe = 9_007_199_254_740_992;
  const unstorable = 'text with characters that cannot be stored';

  test.each<[Kind, unknown, string, object]>([
    ['number', 'many', 'VALUE_NOT_A_NUMBER', { what: 'text' }],
    ['number', '1,5', 'VALUE_NOT_A_NUMBER', { what: 'text' }],
    ['number', true, 'VALUE_NOT_A_NUMBER', { what: 'true or false' }],
    ['numbers', '1;2', 'VALUE_NOT_A_NUMBER', { what: 'text' }],
    ['numbers', [1, 'x'], 'VALUE_NOT_A_NUMBER', { what: 'text' }],
    ['number', unsafe, 'VALUE_NUMBER_UNSAFE', {}],
    ['number', -unsafe, 'VALUE_NUMBER_UNSAFE', {}],
    ['number', Number.NaN, 'VALUE_NUMBER_UNSAFE', {}],
    ['number', Number.POSITIVE_INFINITY, 'VALUE_NUMBER_UNSAFE', {}],
    ['text', unsafe, 'VALUE_NUMBER_UNSAFE', {}],
    ['text', ['a'], 'VALUE_NOT_SINGLE', {}],
    ['number', [1], 'VALUE_NOT_SINGLE', {}],
    ['text', { a: 1 }, 'VALUE_NOT_SUPPORTED', { what: 'an object' }],
    ['number', {}, 'VALUE_NOT_SUPPORTED', { what: 'an object' }],
    ['texts', { a: 1 }, 'VALUE_NOT_SUPPORTED', { what: 'an object' }],
    ['texts', ['a', null], 'VALUE_NOT_SUPPORTED', { what: 'null' }],
    ['texts', ['a', ['b']], 'VALUE_NOT_SUPPORTED', { what: 'a list' }],
    ['numbers', [1, {}], 'VALUE_NOT_SUPPORTED', { what: 'an object' }],
    ['texts', "['a', 'b']", 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '[a, b]', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '[c1;c2]', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '{c1,c2}', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '{c1}', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '("a","b")', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '<a, b>', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '[a],[b]', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', 'x, {a}', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '"a","b"', 'VALUE_NOT_SUPPORTED', { what: 'text in quotes that is not a JSON list' }],
    ['texts', "x, 'b'", 'VALUE_NOT_SUPPORTED', { what: 'text in quotes that is not a JSON list' }],
    ['texts', '\u201Ca\u201D', 'VALUE_NOT_SUPPORTED', { what: 'text in quotes that is not a JSON list' }],
    ['texts', '["a","b', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', 'HQ, [c1, c2]', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', 'Acme (Sales, EMEA)', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['texts', '"Acme, Inc.", Beta', 'VALUE_NOT_SUPPORTED', { what: 'text in quotes that is not a JSON list' }],
    ['texts', "a, 'b, c'", 'VALUE_NOT_SUPPORTED', { what: 'text in quotes that is not a JSON list' }],
    ['texts', '\u201EAcme, Inc.\u201C', 'VALUE_NOT_SUPPORTED', { what: 'text in quotes that is not a JSON list' }],
    ['numbers', '{1,2}', 'VALUE_NOT_SUPPORTED', { what: 'text in brackets that is not a JSON list' }],
    ['text', 'em\u200Bea', 'VALUE_INVISIBLE', { character: '\\u200B' }],
    ['texts', ['a', 'b\u00A0c'], 'VALUE_INVISIBLE', { character: '\\u00A0' }],
    ['text', 'a\u0000', 'VALUE_NOT_SUPPORTED', { what: unstorable }],
    ['text', '\ud800', 'VALUE_NOT_SUPPORTED', { what: unstorable }],
    ['texts', ['a', 'b\udc00'], 'VALUE_NOT_SUPPORTED', { what: unstorable }],
    ['text', 'a'.repeat(16_385), 'VALUE_TOO_LARGE', { limit: '16384 bytes' }],
    ['text', 'ü'.repeat(8_193), 'VALUE_TOO_LARGE', { limit: '16384 bytes' }],
    ['texts', Array(1_001).fill('a'), 'VALUE_TOO_LARGE', { limit: '1000 entries' }],
    ['texts', 'a,'.repeat(1_000), 'VALUE_TOO_LARGE', { limit: '1000 entries' }],
  ])('%s %j', (kind, input, code, facts) => {
    expect(refusal(() => read(kind, input))).toMatchObject({ code, facts: { reference, ...facts } });
  });

  test('a thousand entries are not too many', () => {
    const list = Array.from({ length: 1_000 }, (_, index) => index);
    expect(read('numbers', list)?.value).toHaveLength(1_000);
  });
});

test('the advice about an empty text names emptyText to who can set it, and to nobody else', () => {
  const fixOf = (rule: 'error' | 'refuse') => refusal(() => coerce(kinds.text, ' ', rule)).body('').fix;
  const send = 'Send null to clear the value, or leave the reference out to keep it';
  expect(fixOf('error')).toBe(`${send}, or set emptyText to clear or ignore.`);
  expect(fixOf('refuse')).toBe(`${send}.`);
});
