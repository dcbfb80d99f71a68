import { describe, expect, test } from '@jest/globals';
import { payloadOf } from '../support/tokens.ts';
import { tokenIn } from './browser.ts';
import { OPERATOR, SECOND, signIn, useConsole } from './set-up.ts';

const begin = useConsole();
const SESSION = 'omni-console';

describe('a session', () => {
  test('is a new one, whatever the browser had before: an id that somebody else has set signs nobody in', async () => {
    const { browser } = await begin();
    const mine = browser();
    mine.jar.set(SESSION, 'chosen-by-an-attacker');
    expect((await mine.get('/console')).location).toBe('/console/sign-in');
    await signIn(mine, OPERATOR);
    const first = mine.jar.get(SESSION);
    expect(first).not.toBe('chosen-by-an-attacker');
    await signIn(mine, SECOND);
    expect(mine.jar.get(SESSION)).not.toBe(first);
    const old = browser();
    old.jar.set(SESSION, first ?? '');
    expect((await old.get('/console')).location).toBe('/console/sign-in');
  });

  test('ends with the sign-out, also for whoever has kept its cookie', async () => {
    const { as, browser } = await begin();
    const mine = await as(OPERATOR);
    const kept = mine.jar.get(SESSION) ?? '';
    const token = tokenIn(await mine.get('/console'));
    expect(await mine.post('/console/sign-out', { token })).toMatchObject({
      status: 303,
      location: '/console/signed-out',
    });
    const thief = browser();
    thief.jar.set(SESSION, kept);
    expect(await thief.get('/console')).toMatchObject({ status: 303, location: '/console/sign-in' });
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }, undefined],
    ['no origin', { origin: '' }, undefined],
    ['the origin null', { origin: 'null' }, undefined],
    ['no token', {}, ''],
    ['another token', {}, 'AAAA'],
    ['a body of another type', { 'content-type': 'text/plain' }, undefined],
  ])('takes no form with %s', async (_what, headers, token) => {
    const { as } = await begin();
    const mine = await as(OPERATOR);
    const right = tokenIn(await mine.get('/console'));
    const seen = await mine.post('/console/sign-out', { token: token ?? right }, headers);
    expect(seen.status).toBe(403);
    expect(await mine.get('/console')).toMatchObject({ status: 200 });
  });

  test('takes no form with the token of another session', async () => {
    const { as } = await begin();
    const [mine, other] = [await as(OPERATOR), await as(SECOND)];
    const token = tokenIn(await other.get('/console'));
    expect(await mine.post('/console/sign-out', { token })).toMatchObject({ status: 403 });
  });
});

test('every answer of the console has the headers that keep others out', async () => {
  const { as, browser } = await begin();
  const mine = await as(OPERATOR);
  const answers = [await mine.get('/console'), await mine.get('/console/nowhere'), await browser().get('/console')];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(headers['content-security-policy']).not.toContain('unsafe');
  }
  const page = await mine.get('/console');
  expect(page.text).not.toMatch(/<style|style=|<script(?![^>]* src=)| on\w+=|https?:\/\//);
});

test('a token of the API that calls itself a person is none', async () => {
  const { c } = await begin();
  const token = await c.token({ cid: 'console: otto@acme.example' });
  expect(payloadOf(token).cid).toBe('console: otto@acme.example');
  const answer = await c.send('POST', '/v1/actions/ping', {}, { authorization: `Bearer ${token}` });
  expect(answer).toMatchObject({ status: 401, body: { code: 'TOKEN_CLAIMS_INVALID' } });
});
