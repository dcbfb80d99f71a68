import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ErrorDetail } from '../../src/errors/connector-error.ts';
import { problemsOf } from '../../src/schema/problems.ts';
import { schemaFiles, validatorOf } from '../../src/schema/validator.ts';

const problems = (action: string, body: unknown): ErrorDetail[] => problemsOf(`${action}.input.json`, body);
const user = { userName: 'ada@acme.example' };

describe('the problems of a request', () => {
  test('are none when it fits', () => {
    expect(problems('set-user-values', { ...user, values: { seat_count: 25 } })).toEqual([]);
  });

  test('name an unknown field and the one that was probably meant', () => {
    expect(problems('set-user-values', { ...user, values: {}, dryrun: true })).toEqual([
      { path: '/dryrun', message: 'is not a known field (did you mean dryRun?)' },
    ]);
  });

  test('guess nothing for a field that is like no other', () => {
    expect(problems('ping', { everything: true })).toEqual([{ path: '/everything', message: 'is not a known field' }]);
  });

  test('name a missing field', () => {
    expect(problems('set-user-values', user)).toEqual([{ path: '/values', message: 'is missing' }]);
  });

  test.each([
    ['text', 'read-user', { userName: 7 }, '/userName'],
    ['true or false', 'set-user-values', { ...user, values: {}, dryRun: 'false' }, '/dryRun'],
    ['a list', 'clear-user-values', { ...user, references: 'seat_count' }, '/references'],
    ['an object', 'set-user-values', { ...user, values: [] }, '/values'],
    ['an object', 'ping', [], ''],
    [
      'text or a number or true or false or null or a list',
      'set-user-values',
      { ...user, values: { a: {} } },
      '/values/a',
    ],
  ])('ask for %s in words, not in types', (wanted, action, body, path) => {
    expect(problems(action, body)).toEqual([{ path, message: `must be ${wanted}` }]);
  });

  test('list the allowed words', () => {
    expect(problems('set-user-values', { ...user, values: {}, emptyText: 'keep' })).toEqual([
      { path: '/emptyText', message: 'must be one of error, clear, ignore' },
    ]);
  });

  test('describe the form of a text with the words of the field', () => {
    expect(problems('read-user', { userName: 'ada at acme' })).toEqual([
      {
        path: '/userName',
        message: 'does not have the right form: The e-mail address that Omni knows the user by; case does not matter',
      },
    ]);
    expect(problems('set-user-values', { ...user, values: {}, eventTime: 'yesterday' })).toEqual([
      { path: '/eventTime', message: expect.stringMatching(/^does not have the right form: .*RFC 3339/) },
    ]);
  });

  test('name a key that no reference can be, once', () => {
    expect(problems('set-user-values', { ...user, values: { 'a:b': 1 } })).toEqual([
      { path: '/values', message: 'has the key "a:b", which no reference can be' },
    ]);
  });

  test('refuse keys that would reach the prototype', () => {
    const body: unknown = JSON.parse('{"userName":"ada@acme.example","values":{},"__proto__":{"dryRun":true}}');
    expect(problems('set-user-values', body)).toEqual([{ path: '/__proto__', message: 'is not a known field' }]);
  });

  test('show the place inside a list', () => {
    expect(problems('clear-user-values', { ...user, references: ['seat_count', 5] })).toEqual([
      { path: '/references/1', message: 'must be text' },
    ]);
  });

  test('are all told at once, but twenty at most', () => {
    expect(problems('set-user-values', { values: 1, dryRun: 1 })).toHaveLength(3);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`unknown${index}`, 1]));
    expect(problems('ping', many)).toHaveLength(20);
  });

  test('show of a field that nobody knows its beginning only, and nothing that a terminal obeys', () => {
    const [long, hidden] = problems('ping', { ['x'.repeat(1_900_000)]: 1, 'evil\u001b[2K\u202e': 1 });
    expect(long).toEqual({ path: `/${'x'.repeat(79)}\u2026`, message: 'is not a known field' });
    expect(hidden?.path).toBe('/evil\\u001b[2K\\u202e');
    const [key] = problems('set-user-values', { ...user, values: { [`${'y'.repeat(300)}\n`]: 1 } });
    expect(key?.message).toBe(`has the key "${'y'.repeat(79)}\u2026", which no reference can be`);
  });

  test('are there exactly where the schema says that something is wrong, whatever the schema', () => {
    const fields = [...schemaFiles.values()].flatMap(({ properties }) => Object.keys(properties ?? {}));
    const rows = fc.array(fc.dictionary(fc.constantFrom('userName', 'values', 'other'), fc.jsonValue()), {
      maxLength: 3,
    });
    const values = fc.oneof(fc.jsonValue(), rows, fc.constantFrom('ada@acme.example', true, 0, '', 'emea', 'string'));
    const bodies = fc.dictionary(fc.constantFrom(...fields), values, { maxKeys: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...schemaFiles.keys()), bodies, (file, body) => {
        // The parts that schemas share are no schema of anything.
        fc.pre(file !== 'common.json');
        expect(problemsOf(file, body).length === 0).toBe(validatorOf(file)(body));
      }),
      { numRuns: 500 },
    );
  });

  test('never repeat a value', () => {
    const secret = crypto.randomUUID();
    const told = JSON.stringify([
      problems('set-user-values', { userName: secret, values: secret, dryRun: secret, emptyText: secret }),
      problems('set-user-values', { ...user, values: { seat_count: { hidden: secret } }, eventTime: secret }),
      problems('create-attribute', { reference: `${secret}!`, label: '', type: secret, multiValued: secret }),
    ]);
    expect(told).not.toContain(secret);
  });
});
