import { describe, expect, test } from '@jest/globals';
import { readCaller } from '../../src/auth/claims.ts';
import { refusal } from '../push/refusal.ts';

const rules = { issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://omni-connector' };
/** Seconds; the clock of the machine stands here. */
const NOW = 1_800_000_000;
const GOOD = {
  iss: rules.issuer,
  aud: rules.audience,
  iat: NOW,
  exp: NOW + 3_600,
  cid: '0oaworkflows',
  sub: '0oaworkflows',
  scp: ['omni.values.read'],
};

const read = (claims: object) => readCaller({ ...GOOD, ...claims }, rules, NOW * 1_000);

test('the claims of a good token describe its caller', () => {
  expect(read({})).toEqual({
    clientId: '0oaworkflows',
    subject: '0oaworkflows',
    scopes: new Set(['omni.values.read']),
    expiresAt: (NOW + 3_600) * 1_000,
  });
});

test.each([
  ['iss', undefined, 'iss is not a text'],
  ['sub', '', 'sub is not a text'],
  ['cid', 7, 'cid is not a text'],
  ['exp', '1', 'exp is not a number'],
  ['iat', Number.NaN, 'iat is not a number'],
  ['nbf', null, 'nbf is not a number'],
  ['aud', undefined, 'aud is missing'],
  ['exp', NOW + 100_000, 'it lives longer than a day'],
  ['scp', 'omni.values.read', 'scp is not a list of scopes'],
  ['cid', 'hook', 'cid is hook, which stands for the connector itself'],
  ['cid', 'console: ada', 'cid is console: ada, which stands for the connector itself'],
  ['cid', 'console:', 'cid is console:, which stands for the connector itself'],
])('%s %j: the refusal says why, and whose tokens are taken', (name, value, problem) => {
  const error = refusal(() => read({ [name]: value }));
  expect([error.code, error.facts]).toEqual(['TOKEN_CLAIMS_INVALID', { problem, issuer: rules.issuer }]);
});

test.each(['schedules', 'my-hook', 'a console:'])('a client may be called %s', (cid) => {
  expect(read({ cid }).clientId).toBe(cid);
});

test.each([
  ['another server', 'https://acme.okta.com/oauth2/other', 'TOKEN_WRONG_ISSUER'],
  ['the org server', 'https://acme.okta.com', 'TOKEN_FROM_ORG_SERVER'],
  ['the org server', 'https://acme.okta.com/', 'TOKEN_FROM_ORG_SERVER'],
])('a token of %s is told of ours', (_what, iss, code) => {
  const error = refusal(() => read({ iss }));
  expect([error.code, error.facts]).toEqual([code, { issuer: rules.issuer }]);
});

test('a token for somebody else is told of our audience', () => {
  const error = refusal(() => read({ aud: ['api://default'] }));
  expect([error.code, error.facts]).toEqual(['TOKEN_WRONG_AUDIENCE', { audience: rules.audience }]);
});

describe('to the second', () => {
  test.each([
    ['ends now', { exp: NOW }, 'TOKEN_EXPIRED'],
    ['begins now', { nbf: NOW }, 'TOKEN_NOT_YET_VALID'],
    ['was made a minute and a second ahead', { iat: NOW + 61 }, 'TOKEN_NOT_YET_VALID'],
  ])('a token that %s is refused', (_what, claims, code) => {
    expect(refusal(() => read(claims)).code).toBe(code);
  });

  test.each([
    ['ends in a second', { exp: NOW + 1 }],
    ['began a second ago', { nbf: NOW - 1 }],
    ['was made a minute ahead', { iat: NOW + 60 }],
    ['lives for a day and the minute by which clocks may differ', { exp: NOW + 86_460 }],
  ])('a token that %s is taken', (_what, claims) => {
    expect(read(claims).clientId).toBe('0oaworkflows');
  });
});
