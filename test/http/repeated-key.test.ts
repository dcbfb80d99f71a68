import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { repeatedKey } from '../../src/http/repeated-key.ts';

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
    const keys = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', '\\', '"', '{', ',', ']'));
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
