import { expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { readJson } from '../../src/http/json-text.ts';
import { LOST_NUMBER } from '../../src/push/decimal.ts';

function problemOf(bytes: Buffer): unknown {
  try {
    return readJson(bytes, 20);
  } catch (thrown) {
    return thrown instanceof ConnectorError && thrown.code === 'BODY_NOT_JSON' ? thrown.facts.problem : thrown;
  }
}
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

test.each([
  ['Latin-1', Buffer.from('{"region":"Köln"}', 'latin1'), 'it is not encoded as UTF-8'],
  ['UTF-16', Buffer.from('\ufeff{"region":"x"}', 'utf16le'), 'it is not encoded as UTF-8'],
  ['UTF-16 without a mark', Buffer.from('{"region":"x"}', 'utf16le'), 'it cannot be parsed'],
  ['a character that is cut off', hex('227a c3'.replace(' ', '')), 'it is not encoded as UTF-8'],
  ['a slash in three bytes', hex('22e080af22'), 'it is not encoded as UTF-8'],
  ['half a surrogate pair in three bytes', hex('22eda08022'), 'it is not encoded as UTF-8'],
  ['two objects', Buffer.from('{}{}'), 'it cannot be parsed'],
  ['a key twice', Buffer.from('{"a":1,"a":2}'), 'it names /a more than once'],
])('%s is refused', (_what, bytes, problem) => {
  expect(problemOf(bytes)).toBe(problem);
});

test.each([
  ['UTF-8', Buffer.from('{"region":"Köln 😀"}'), { region: 'Köln 😀' }],
  ['UTF-8 after a byte order mark, which is passed over', Buffer.from('\ufeff{"a":"\ufeffb"}'), { a: '\ufeffb' }],
])('%s is read', (_what, bytes, value) => {
  expect(readJson(bytes, 20)).toEqual(value);
});

test('a number that a double does not hold is one that nobody takes, and the others stay', () => {
  const json = '{"rows":[{"values":{"a":1.00000000000000001,"b":1.5,"c":["x",1e-400]}}],"__proto__":{"d":1e400}}';
  const read = JSON.stringify(readJson(Buffer.from(json), 20));
  const lost = JSON.stringify(LOST_NUMBER);
  expect(read).toBe(`{"rows":[{"values":{"a":${lost},"b":1.5,"c":["x",${lost}]}}],"__proto__":{"d":${lost}}}`);
  expect(readJson(Buffer.from('1e400'), 20)).toBe(Number.POSITIVE_INFINITY);
});
