import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { userNameKey } from '../../src/push/user-name-key.ts';

test.each([
  ['Analyst.One@ACME.example', 'analyst.one@acme.example'],
  ['[\\]^_`{|}~@', '[\\]^_`{|}~@'],
  // Unicode folds each of these to a letter of other names.
  ['mar\u212a@acme.example', 'mar\u212a@acme.example'],
  ['\u212bsa@acme.example', '\u212bsa@acme.example'],
  ['\u2126@acme.example', '\u2126@acme.example'],
  ['\u00c5SA@acme.example', '\u00c5sa@acme.example'],
  ['\u0130lker@acme.example', '\u0130lker@acme.example'],
])('%s is compared as %s', (userName, key) => {
  expect(userNameKey(userName)).toBe(key);
});

test('two names are the same exactly when they differ in the case of A to Z alone', () => {
  const letter = fc.constantFrom('a', 'A', 'z', 'Z', 'k', 'K', '\u212a', '\u00e5', '\u00c5', '\u212b', '@', '[', '{');
  const name = fc.string({ unit: letter, maxLength: 4 });
  const folded = (text: string) =>
    [...text].map((one) => (one >= 'A' && one <= 'Z' ? String.fromCharCode(one.charCodeAt(0) + 32) : one)).join('');
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(userNameKey(one) === userNameKey(other)).toBe(folded(one) === folded(other));
    }),
  );
});
