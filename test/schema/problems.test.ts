import { describe, expect, test } from '@jest/globals';
import type { ErrorDetail } from '../../src/errors/connector-error.ts';
import { problemsOf } from '../../src/schema/problems.ts';
import { validatorOf } from '../../src/schema/validator.ts';

function problems(action: string, body: unknown): ErrorDetail[] {
  const validate = validatorOf(`${action}.input.json`);
  return validate(body) ? [] : problemsOf(validate.errors ?? []);
}
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
