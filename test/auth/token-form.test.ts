import { describe, expect, test } from '@jest/globals';
import { parseJsonObject, readBearer, readUnverified } from '../../src/auth/token-form.ts';
import { refusal } from '../push/refusal.ts';

const ISSUER = 'https://acme.okta.com/oauth2/default';
const GOOD = { alg: 'RS256', kid: 'key-1' };

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const token = (header: unknown, payload: unknown = {}): string => `${part(header)}.${part(payload)}.${part('signed')}`;

describe('the header says why it is refused', () => {
  test.each([
    ['Bearer a.b.c', 2, 'there is more than one Authorization header'],
    ['Basic YTpi', 1, 'the scheme of the Authorization header is not Bearer'],
    ['a b c', 1, 'the scheme of the Authorization header is not Bearer'],
  ])('%j, sent %i times', (header, count, problem) => {
    expect(refusal(() => readBearer(header, count)).facts).toEqual({ problem });
  });

  test('blanks around it are no part of it', () => {
    expect(readBearer('  Bearer a.b.c \t', 1)).toBe('a.b.c');
  });

  test.each([undefined, '', '   ', 'Bearer', 'Bearer   '])('%j holds no token', (header) => {
    expect(refusal(() => readBearer(header, 1)).code).toBe('TOKEN_MISSING');
  });
});

describe('a token says why it is refused', () => {
  test.each([
    ['no JWT', 'abc', 'it is not a signed JWT'],
    ['an empty part', `${part(GOOD)}..${part('signed')}`, 'it is not a signed JWT'],
    ['another algorithm', token({ ...GOOD, alg: 'HS256' }), 'its algorithm is not RS256'],
    ['an extension', token({ ...GOOD, crit: [] }), 'its header names extensions that must be understood'],
    ['no key id', token({ alg: 'RS256' }), 'its header has no usable key id'],
    ['a type that is no text', token({ ...GOOD, typ: 1 }), 'the type in its header is not a text'],
    ['a proof', token({ ...GOOD, typ: 'dpop+jwt' }), 'it is not an access token'],
    ['a header that is no object', token('text'), 'its header is not a JSON object'],
    ['claims that are no object', token(GOOD, []), 'its payload is not a JSON object'],
    ['claims that are no JSON', token(GOOD, 'text'), 'its payload is not a JSON object'],
  ])('%s', (_what, text, problem) => {
    const error = refusal(() => readUnverified(text, ISSUER));
    expect([error.code, error.facts]).toEqual(['TOKEN_MALFORMED', { problem }]);
  });

  test('of the org server: with the issuer whose tokens are taken', () => {
    const typ = 'application/okta-internal-at+jwt';
    const error = refusal(() => readUnverified(token({ ...GOOD, typ }), ISSUER));
    expect([error.code, error.facts]).toEqual(['TOKEN_FROM_ORG_SERVER', { issuer: ISSUER }]);
  });
});

test.each(['text/application/dpop+jwt', 'dpop+application/jwt'])(
  'the type %s is none of those, in part only',
  (typ) => {
    expect(readUnverified(token({ ...GOOD, typ }, { sub: 'x' }), ISSUER)).toEqual({
      kid: 'key-1',
      claims: { sub: 'x' },
    });
  },
);

test.each([
  ['{"a":1}', { a: 1 }],
  ['[1]', undefined],
  ['null', undefined],
  ['{', undefined],
])('%s as a JSON object is %j', (text, value) => {
  expect(parseJsonObject(text)).toEqual(value);
});
