import { expect, test } from '@jest/globals';
import { readChoices } from '../../src/setup/choices.ts';
import { refusal } from '../push/refusal.ts';

const label = 'Label';

test('the values of a closed list are read by the type of the attribute', () => {
  const wanted = [{ value: 7, label }];
  expect(readChoices('setup-synced-attribute', 'string', wanted)).toEqual([{ const: '7', title: label }]);
  expect(readChoices('setup-synced-attribute', 'number', wanted)).toEqual([{ const: 7, title: label }]);
});

test.each([
  ['blank', [{ value: ' ', label }], '/enum/0/value is blank'],
  [
    'repeated',
    [
      { value: 'a', label },
      { value: 'a', label },
    ],
    '/enum/1/value repeats a value',
  ],
])('a value that is %s is refused where it stands', (_what, wanted, problem) => {
  const error = refusal(() => readChoices('setup-synced-attribute', 'string', wanted));
  expect(error).toMatchObject({ code: 'BODY_INVALID', facts: { problem } });
});
