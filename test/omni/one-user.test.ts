import { expect, test } from '@jest/globals';
import { oneUser } from '../../src/omni/one-user.ts';

const NAME = 'dup@acme.example';
const user = (id: string, active = true, displayName = '') => ({
  id,
  userName: NAME,
  displayName,
  active,
  shown: undefined,
});

test.each([
  ['nobody', [], undefined],
  ['one', [user('a')], 'a'],
  ['one who is not active', [user('a', false)], 'a'],
  ['an active one after a former one', [user('a', false), user('b')], 'b'],
  ['an active one before a former one', [user('b'), user('a', false)], 'b'],
  ['the first of several former ones', [user('a', false), user('b', false)], 'a'],
  ['one whom a list has shown twice', [user('a'), user('a')], 'a'],
  ['one who was deactivated between two pages, and another', [user('a'), user('a', false), user('b')], 'b'],
])('of %s it is %j', (_label, bearers, id) => {
  expect(oneUser(NAME, bearers)?.id).toBe(id);
});

test('whom a list has shown twice is as shown last', () => {
  expect(oneUser(NAME, [user('a', true, 'old'), user('a', true, 'new')])?.displayName).toBe('new');
});

test.each([
  [[user('a'), user('b')]],
  [[user('a', false), user('b'), user('c')]],
  [[user('a'), user('b', false), user('b')]],
])('of several active ones it is nobody', (bearers) => {
  expect(() => oneUser(NAME, bearers)).toThrow(
    expect.objectContaining({ code: 'USER_AMBIGUOUS', facts: { userName: NAME } }),
  );
});
