import { describe, expect, test } from '@jest/globals';
import { useNock } from '../support/nock.ts';
import { appUser } from './answers.ts';
import { APP_ID, OktaUnderTest, ORIGIN } from './okta-under-test.ts';

useNock();

const USERS = `/api/v1/apps/${APP_ID}/users`;
const FIRST = `${USERS}?limit=500&expand=user`;
const self = `<${ORIGIN}${FIRST}>; rel="self"`;

const page = (ids: readonly string[], link?: string) => ({
  json: ids.map((id) => appUser(id)),
  ...(link !== undefined && { headers: { Link: link } }),
});

test('all assigned users are read page by page, by the links as Okta gives them', async () => {
  const second = `${USERS}?after=a%2Bb,c%7C&limit=500&expand=user&x=%20y`;
  const okta = new OktaUnderTest().replies(
    page(['1', '2'], `${self}, <${ORIGIN}${second}>; rel="next"`),
    page(['3'], self),
  );
  const first = await okta.session().appUserPage();
  const last = await okta.session().appUserPage(first.next);
  expect([...first.users, ...last.users].map(({ id }) => id)).toEqual(['1', '2', '3']);
  expect(last.next).toBeUndefined();
  expect(okta.calls).toEqual([
    ['GET', FIRST],
    ['GET', second],
  ]);
});

test.each([
  ['nothing', undefined],
  ['itself alone', self],
  ['another kind', `${self}, <${ORIGIN}${USERS}?before=1>; rel="prev"`],
])('a page that links to %s is the last', async (_, link) => {
  const okta = new OktaUnderTest().replies(page([], link));
  expect(await okta.session().appUserPage()).toEqual({ users: [], next: undefined });
});

describe('a next link is not followed', () => {
  test.each([
    ['to another host', 'https://other.example/api/v1/apps/0oa1omni/users?after=1'],
    ['to a host that only begins alike', `${ORIGIN}.other.example${USERS}?after=1`],
    ['to a host behind a name', `${ORIGIN}@other.example${USERS}?after=1`],
    ['with a name in it', `https://name@acme.okta.com${USERS}?after=1`],
    ['by http', `http://acme.okta.com${USERS}?after=1`],
    ['to another port', `${ORIGIN}:8443${USERS}?after=1`],
    ['to another call', `${ORIGIN}/api/v1/users?after=1`],
    ['to another app', `${ORIGIN}/api/v1/apps/0oa9other/users?after=1`],
    ['that is no address', 'next'],
    ['without a host', `${USERS}?after=1`],
  ])('%s, neither from a page nor from the caller', async (_, link) => {
    const okta = new OktaUnderTest().replies(page(['1'], `${self}, <${link}>; rel="next"`));
    const errors = [
      await okta.failure((session) => session.appUserPage()),
      await okta.failure((session) => session.appUserPage(link)),
    ];
    expect(errors.map(({ code }) => code)).toEqual(Array(2).fill('OKTA_UNEXPECTED_ANSWER'));
    expect(okta.calls).toHaveLength(1);
  });

  test('to the page that has it', async () => {
    const next = `${ORIGIN}${USERS}?after=1`;
    const okta = new OktaUnderTest().replies(page(['1'], `<${next}>; rel="next"`));
    expect((await okta.failure((session) => session.appUserPage(next))).code).toBe('OKTA_UNEXPECTED_ANSWER');
  });
});

test('an app that Okta does not know has no page', async () => {
  const okta = new OktaUnderTest().replies({ status: 404, json: {} });
  expect((await okta.failure((session) => session.appUserPage())).code).toBe('OKTA_APP_NOT_FOUND');
});
