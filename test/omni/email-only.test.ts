import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { OmniUnderTest, ORIGIN, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const PATH = '/api/v1/users/email-only';
const page = (records: unknown, pageInfo: object = { hasNextPage: false, nextCursor: null }) => ({ records, pageInfo });
const read = (cursor?: string) => new OmniUnderTest().run((session) => session.emailOnlyPage(cursor));

test('a page tells who holds what of their own, as texts, and where the next one begins', async () => {
  const record = {
    user_id: 'one',
    email: 'board@acme.example',
    user_attributes: { a: 'x', b: 2, c: ['y', 'z'], d: null, e: '' },
  };
  nock(ORIGIN)
    .get(PATH)
    .query({ pageSize: '20' })
    .reply(200, page([record], { hasNextPage: true, nextCursor: 'one' }));
  expect(await read()).toEqual({
    users: [{ id: 'one', held: new Map(Object.entries({ a: ['x'], b: ['2'], c: ['y', 'z'], d: [], e: [] })) }],
    next: 'one',
  });
  nock(ORIGIN).get(PATH).query({ pageSize: '20', cursor: 'one' }).reply(200, page([]));
  expect(await read('one')).toEqual({ users: [], next: undefined });
});

test.each([{ hasNextPage: false, nextCursor: 'one' }, { hasNextPage: true, nextCursor: 7 }, { nextCursor: 'one' }])(
  'a page of which %j is said is the last one',
  async (pageInfo) => {
    nock(ORIGIN).get(PATH).query(true).reply(200, page([], pageInfo));
    expect(await read()).toEqual({ users: [], next: undefined });
  },
);

test.each([[403], [404]])('where Omni answers %i it does not tell, and the key stays in use', async (status) => {
  const omni = new OmniUnderTest();
  for (let times = 0; times < 2; times += 1) {
    nock(ORIGIN).get(PATH).query(true).reply(status, {});
    expect(await omni.run((session) => session.emailOnlyPage(undefined))).toBeUndefined();
  }
});

test('where Omni does not know the key, another one asks', async () => {
  const omni = new OmniUnderTest({ keys: 2 });
  nock(ORIGIN).get(PATH).query(true).reply(403, { detail: 'Invalid bearer token' });
  nock(ORIGIN).get(PATH).query(true).reply(200, page([]));
  expect(await omni.run((session) => session.emailOnlyPage(undefined))).toEqual({ users: [], next: undefined });
  expect(omni.statuses).toEqual([403, 200]);
  expect(new Set(omni.exchanges.map(({ key }) => key)).size).toBe(2);
});

describe('an answer that is none is refused', () => {
  test.each([
    ['no list of email-only users', {}],
    ['an email-only user without an id', page([{ email: 'board@acme.example' }])],
  ])('%s', async (problem, body) => {
    nock(ORIGIN).get(PATH).query(true).reply(200, body);
    await expect(read('one')).rejects.toMatchObject({ code: 'OMNI_UNEXPECTED_ANSWER', facts: { problem } });
  });
});
