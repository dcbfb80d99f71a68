import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonFlaws } from '../../src/schema/json-flaws.ts';
import { anyCharacter } from '../support/any-character.ts';

const DEEP = 20;
const repeatedKey = (json: string) => jsonFlaws(json, DEEP).repeatedKey;
const inexact = (json: string) => jsonFlaws(json, DEEP).inexactNumbers;

describe('a key that one object names twice', () => {
  test.each([
    ['on top', '{"userName":"a","dryRun":true,"dryRun":false}', '/dryRun'],
    ['with the same value', '{"a":1,"a":1}', '/a'],
    ['below', '{"values":{"region":"x","seats":1,"region":"y"}}', '/values/region'],
    ['in a row', '{"rows":[{"a":1},{"a":[1,{}],"b":2,"a":3}]}', '/rows/1/a'],
    ['after an object that has ended', '{"a":{"b":1},"c":[],"a":2}', '/a'],
    ['written with an escape', '{"dryRun":true,"dry\\u0052un":false}', '/dryRun'],
    ['written with another escape', '{"a/b":1,"a\\/b":2}', '/a~1b'],
    ['that is empty', '{"":1,"":2}', '/'],
    ['that ends in a backslash', '{"a\\\\":1,"b":"\\\\\\"","a\\\\":2}', '/a\\'],
    ['that bears the name of an inherited property', '{"toString":1,"toString":2}', '/toString'],
    ['between blanks', ' { "a" : 1 ,\n\t"a" : 2 } ', '/a'],
  ])('%s is found', (_, json, pointer) => {
    expect(() => JSON.parse(json)).not.toThrow();
    expect(repeatedKey(json)).toBe(pointer);
  });

  test.each([
    ['in two objects', '[{"a":1},{"a":{"a":1}}]'],
    ['as a value', '{"a":"a","b":"a"}'],
    ['in a text', '{"a":"{\\"b\\":1,\\"b\\":2}"}'],
    ['in another case', '{"dryRun":true,"dryrun":true}'],
    ['with a name that objects inherit', '{"toString":1,"__proto__":{}}'],
    ['in a list of texts', '["a","a"]'],
  ])('%s is none', (_, json) => {
    expect(repeatedKey(json)).toBeUndefined();
  });

  test('is found wherever an entry of any object is written a second time', () => {
    const keys = fc.oneof(fc.string({ unit: anyCharacter }), fc.constantFrom('a', '\\', '"', '{', ',', ']'));
    const json = fc.jsonValue({ maxDepth: 3 });
    const object = fc.dictionary(keys, json, { minKeys: 1, maxKeys: 5 });
    fc.assert(
      fc.property(object, fc.nat(), (value, chosen) => {
        const text = JSON.stringify({ before: [value], value });
        expect(repeatedKey(text)).toBeUndefined();
        const names = Object.keys(value);
        const name = JSON.stringify(names[chosen % names.length]);
        expect(repeatedKey(`${text.slice(0, -2)},${name}:0}}`)).toMatch(/^\/value\//);
      }),
    );
  });

  test('takes no stack: a text may be nested as deeply as it likes', () => {
    expect(repeatedKey(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`)).toBeUndefined();
    expect(repeatedKey(`{"a":"${'\\\\'.repeat(500_000)}","a":1}`)).toBe('/a');
  });
});

describe('a number that a double does not hold', () => {
  test.each([
    '123456789012.1234567',
    '1.00000000000000001',
    '1e-400',
    '1e400',
    '-1e400',
    '9007199254740993',
    '0.1234567890123456789',
    '-123456789.123456789012',
    '1.7976931348623159e308',
    '5e-325',
  ])('%s is found, wherever it stands', (number) => {
    expect(inexact(number)).toEqual([[]]);
    expect(inexact(`[1,${number}]`)).toEqual([[1]]);
    expect(inexact(`{"a":{"b":[0,{"c":-1.5},[${number} ]]}, "d":${number}}`)).toEqual([['a', 'b', 2, 0], ['d']]);
  });

  test.each([
    '0',
    '-0',
    '0.0',
    '-0e-400',
    '25',
    '2.50',
    '100000000000000000000',
    '9007199254740991',
    '9007199254740992',
    '123456789012345',
    '0.1',
    '1E5',
    '1.5e-7',
    '-12.5e+2',
    '1.10000000000000000000',
    '0.30000000000000004',
    '"123456789012.1234567"',
    '"1e-400, 1e400"',
    'true',
  ])('%s is none', (number) => {
    expect(inexact(`{"a":[${number}]}`)).toEqual([]);
  });

  test('is found by what it means, however it is written', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, fc.nat({ max: 30 }), (value, zeros) => {
        const text = JSON.stringify(value);
        const [mantissa = '', exponent] = text.split('e');
        const point = mantissa.includes('.') ? '' : '.0';
        const long = `${mantissa}${point}${'0'.repeat(zeros)}${exponent === undefined ? '' : `e${exponent}`}`;
        expect(inexact(long)).toEqual([]);
        // Half of the last place or less is lost.
        if (value !== 0) expect(inexact(long.replace(/(e|$)/, `${'0'.repeat(400 - long.length)}1$1`))).toHaveLength(1);
      }),
    );
  });

  test('is not looked for where nothing is read', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}1e400${']'.repeat(depth)}`;
    expect([inexact(nested(DEEP)).length, inexact(nested(DEEP + 1)).length]).toEqual([1, 0]);
  });
});
