import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { OmniSession } from '../../src/omni/session.ts';
import { OmniUnderTest, ORIGIN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const MANAGED = 'This user is managed by your identity provider';
const user = (name: string) => ({ id: name, userName: `${name}@acme.example` });
const write = (name: string) => (session: OmniSession) => session.patchUser(user(name), new Map([['region', 'emea']]));
const read = (name: string) => (session: OmniSession) => session.readUser(name);

const bearer = (request: Request) => request.headers.get('authorization')?.slice('Bearer '.length) ?? '';

/**
 * An Omni that refuses to touch its users with `refusal`, and good or bad keys. @returns who asked for what, in order
 */
function omniThat(refusal: { status: number; detail: string }, isGood: (key: string, tests: number) => boolean) {
  const asked: string[] = [];
  const tests = () => asked.filter((one) => one.startsWith('test')).length;
  const body = ({ detail, status }: typeof refusal) => JSON.stringify({ detail, status });
  const dead = { status: 403, detail: 'Invalid bearer token' };
  nock(ORIGIN)
    .get(USERS)
    .query({ count: '1', startIndex: '1' })
    .times(1_000)
    .optionally()
    .reply((request: Request) => {
      asked.push(`test ${bearer(request)}`);
      return isGood(bearer(request), tests()) ? [200, '{}'] : [dead.status, body(dead)];
    });
  for (const method of ['GET', 'PATCH']) {
    nock(ORIGIN)
      .intercept(new RegExp(`^${USERS}/`), method)
      .times(10_000)
      .optionally()
      .reply((request: Request) => {
        asked.push(`${method} ${bearer(request)}`);
        const { status, detail } = isGood(bearer(request), tests()) ? refusal : dead;
        return [status, body({ status, detail: detail.replace('{user}', request.url.split('/').at(-1) ?? '') })];
      });
  }
  return { asked, tests };
}

const always = () => true;

describe('a user whom a good key may not touch', () => {
  test.each([
    ['write', write, 403, MANAGED],
    ['write', write, 401, MANAGED],
    ['write', write, 400, 'Bad Request: Authorization: not for this user'],
    ['read', read, 403, MANAGED],
  ])('fails a %s by themselves', async (_label, touch, status, detail) => {
    const omni = new OmniUnderTest({ keys: 2 });
    const { asked } = omniThat({ status, detail }, always);
    const error = await omni.refusal(touch('u1'));
    expect(error).toMatchObject({ code: 'OMNI_USER_REFUSED', statusCode: 422, retryable: false });
    expect(error.message).toContain(touch === read ? 'u1' : 'u1@acme.example');
    expect(error.message).toContain(detail);
    // Tested with the key that was refused, and nothing was tried with the other.
    expect(asked.map((one) => one.split(' ')[0])).toEqual([touch === read ? 'GET' : 'PATCH', 'test']);
    expect(new Set(asked.map((one) => one.split(' ')[1])).size).toBe(1);
  });

  test('does not bench the key, which is used again', async () => {
    const omni = new OmniUnderTest({ keys: 2 });
    const { asked } = omniThat({ status: 403, detail: MANAGED }, always);
    for (let count = 0; count < 4; count += 1) await omni.refusal(write('u1'));
    const writers = asked.filter((one) => one.startsWith('PATCH'));
    expect(writers).toHaveLength(4);
    // The other one is taken once, as it is free before.
    expect(writers.filter((one) => one === writers[0])).toHaveLength(3);
  });

  test('costs no further test for ten seconds, whatever their name', async () => {
    const omni = new OmniUnderTest();
    const { tests } = omniThat({ status: 403, detail: 'The user {user} is managed elsewhere' }, always);
    for (let count = 0; count < 50; count += 1) {
      expect((await omni.refusal(read(`u${count}`))).code).toBe('OMNI_USER_REFUSED');
    }
    expect(tests()).toBe(1);
    omni.clock.pass(9_999);
    await omni.refusal(read('u50'));
    expect(tests()).toBe(1);
    omni.clock.pass(1);
    await omni.refusal(read('u51'));
    expect(tests()).toBe(2);
  });

  test('does not hide that the key dies right after its test', async () => {
    const omni = new OmniUnderTest();
    const { tests } = omniThat({ status: 403, detail: MANAGED }, (_key, count) => count <= 1 && !died);
    let died = false;
    expect((await omni.refusal(write('u1'))).code).toBe('OMNI_USER_REFUSED');
    died = true;
    expect((await omni.refusal(write('u2'))).code).toBe('OMNI_KEY_REFUSED');
    expect(tests()).toBe(2);
  });
});

describe('a key that fails its own test', () => {
  test('is benched, and the request goes out with another one', async () => {
    const omni = new OmniUnderTest({ keys: 2 });
    let first: string | undefined;
    const { asked } = omniThat({ status: 404, detail: '' }, (key) => {
      first ??= key;
      return key !== first;
    });
    expect(await omni.run(read('u1'))).toBeUndefined();
    await omni.run(read('u2'));
    await omni.run(read('u3'));
    expect(asked.map((one) => `${one.split(' ')[0]} ${one.endsWith(first ?? '') ? 'dead' : 'good'}`)).toEqual([
      'GET dead',
      'test dead',
      'GET good',
      'GET good',
      'GET good',
    ]);
  });

  test('is the reason when no other one is left', async () => {
    const omni = new OmniUnderTest({ keys: 3 });
    const { asked } = omniThat({ status: 404, detail: '' }, () => false);
    expect(await omni.refusal(write('u1'))).toMatchObject({
      code: 'OMNI_KEY_REFUSED',
      facts: { detail: 'Invalid bearer token' },
    });
    expect(new Set(asked).size).toBe(6);
    expect(asked).toHaveLength(6);
  });
});

test('a test that gives no answer judges neither the key nor the user', async () => {
  const omni = new OmniUnderTest({ keys: 2 });
  nock(ORIGIN).patch(`${USERS}/u1`).reply(403, { detail: MANAGED });
  nock(ORIGIN).get(USERS).query(true).times(4).reply(503);
  expect((await omni.refusal(write('u1'))).code).toBe('OMNI_UNREACHABLE');
  const { asked } = omniThat({ status: 404, detail: '' }, always);
  await omni.run(read('u1'));
  await omni.run(read('u1'));
  expect(new Set(asked).size).toBe(2);
});

test('refusals that arrive together share one test', async () => {
  const omni = new OmniUnderTest();
  const { tests } = omniThat({ status: 403, detail: MANAGED }, always);
  const codes = await Promise.all(
    Array.from({ length: 30 }, (_, count) => omni.refusal(read(`u${count}`)).then(({ code }) => code)),
  );
  expect(new Set(codes)).toEqual(new Set(['OMNI_USER_REFUSED']));
  expect(tests()).toBeLessThan(3);
});
