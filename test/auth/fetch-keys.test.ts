import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { fetchKeys } from '../../src/auth/keys.ts';
import { useNock } from '../support/nock.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const ORIGIN = 'https://acme.okta.com';
const ISSUER = `${ORIGIN}/oauth2/default`;
const MINUTE = 60_000;

const jwkOf = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
const good = { ...jwkOf(2048), kid: 'good', use: 'sig', alg: 'RS256' };
const small = { ...jwkOf(1024), kid: 'small', use: 'sig', alg: 'RS256' };

const answer = (status: number, body: nock.Body, headers: nock.ReplyHeaders = {}) =>
  nock(ORIGIN).get('/oauth2/default/v1/keys').reply(status, body, headers);
const load = () => fetchKeys(ISSUER, virtualClock(), new AbortController().signal);

useNock();

describe('a key set is refused', () => {
  test.each<[string, number, nock.Body, nock.ReplyHeaders, string]>([
    ['that redirects', 302, '', { Location: `${ORIGIN}/elsewhere` }, 'the answer has status 302'],
    ['that is missing', 404, { errorCode: 'E0000007' }, {}, 'the answer has status 404'],
    [
      'of 100 kB',
      200,
      { keys: [good], x: 'x'.repeat(100_000) },
      {},
      'the answer breaks off or is larger than 65536 bytes',
    ],
    ['of 21 keys', 200, { keys: Array(21).fill(good) }, {}, 'the answer holds more than 20 keys'],
    ['of HTML', 200, '<html>Sign in</html>', { 'Content-Type': 'text/html' }, 'the answer is not a JWK set'],
    ['without keys', 200, { keys: {} }, {}, 'the answer is not a JWK set'],
    ['of small keys', 200, { keys: [small] }, {}, 'the answer holds no RSA key of 2048 bits for signatures'],
    ['that is empty', 200, { keys: [] }, {}, 'the answer holds no RSA key of 2048 bits for signatures'],
  ])('%s', async (_name, status, body, headers, sentence) => {
    answer(status, body, headers);
    await expect(load()).rejects.toThrow(new Error(sentence));
  });

  test.each([
    [{ code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
    [{}, 'unknown'],
  ])('when the connection fails with %j', async (more, why) => {
    nock(ORIGIN)
      .get('/oauth2/default/v1/keys')
      .replyWithError(Object.assign(new Error('x'), more));
    await expect(load()).rejects.toThrow(new Error(`the connection failed (${why})`));
  });
});

test('keys are asked for as JSON', async () => {
  nock(ORIGIN, { reqheaders: { accept: 'application/json' } })
    .get('/oauth2/default/v1/keys')
    .reply(200, { keys: [good] });
  expect((await load()).keys).toEqual([good]);
});

test('once they have come, nothing waits for the end of the time they had', async () => {
  const clock = virtualClock();
  answer(200, { keys: [good] });
  await fetchKeys(ISSUER, clock, new AbortController().signal);
  await clock.runUntil();
  expect(clock.now()).toBe(0);
});

test('20 keys are accepted', async () => {
  answer(200, { keys: Array(20).fill(good) });
  expect((await load()).keys).toHaveLength(20);
});

test('keys of other kinds are left out, and private members never taken over', async () => {
  const { d } = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const others = [
    small,
    { ...good, kid: 'encryption', use: 'enc' },
    { ...good, kid: 'other-algorithm', alg: 'RS512' },
    { ...good, kid: '../path' },
    { ...good, kid: 7 },
    { ...good, kid: 'junk', n: '-' },
    { ...good, kid: 'no-modulus', n: undefined },
    { ...good, kid: 'no-exponent', e: undefined },
    { ...good, kid: 'curve', kty: 'EC' },
    { kty: 'EC', kid: 'ec', crv: 'P-256', x: 'x', y: 'y' },
    null,
    'text',
  ];
  const bare = { kty: good.kty, n: good.n, e: good.e, kid: 'bare' };
  answer(200, { keys: [...others, { ...good, d }, bare] });

  expect((await load()).keys).toEqual([good, { ...bare, use: 'sig', alg: 'RS256' }]);
});

test.each([
  ['max-age=3600, must-revalidate', 60],
  ['public, max-age=1800', 30],
  ['max-age=86400', 60],
  ['max-age=1', 5],
  ['no-store', 5],
  ['max-age=soon', 5],
  ['s-maxage=3600', 5],
  ['max-age=-1', 5],
  [undefined, 5],
])('Cache-Control %s means a refresh after %i minutes', async (cacheControl, minutes) => {
  answer(200, { keys: [good] }, cacheControl ? { 'Cache-Control': cacheControl } : {});
  expect((await load()).refreshAfterMs).toBe(minutes * MINUTE);
});
