import { describe, expect, test } from '@jest/globals';
import { useNock } from '../support/nock.ts';
import { user } from './answers.ts';
import { OktaUnderTest, ORIGIN } from './okta-under-test.ts';

useNock();

const CHANGED = '2026-01-03T00:00:00.000Z';
const group = (id: string, name: string) => ({
  id,
  type: 'OKTA_GROUP',
  lastMembershipUpdated: CHANGED,
  profile: { name, description: null },
});
const read = (id: string, name: string) => ({ id, name, membersChangedAt: Date.parse(CHANGED) });
const next = (path: string) => ({ Link: `<${ORIGIN}${path}>; rel="next"` });
const queryOf = ([, path]: readonly [string, string, unknown?]) =>
  Object.fromEntries(new URL(ORIGIN + path).searchParams);

describe('groups are found by name', () => {
  test.each([
    ['a name', { name: 'PII Readers' }, { search: 'profile.name eq "PII Readers"', limit: '200' }],
    ['a name with quotes', { name: 'a "b" \\' }, { search: 'profile.name eq "a \\"b\\" \\\\"', limit: '200' }],
    ['a beginning', { beginning: 'omni-' }, { search: 'profile.name sw "omni-"', limit: '200' }],
    ['every beginning', { beginning: '' }, { limit: '200' }],
  ])('%s', async (_, named, query) => {
    const okta = new OktaUnderTest().replies({ json: [group('00g1', 'one')] });
    expect(await okta.session().groupsNamed([named])).toEqual([read('00g1', 'one')]);
    expect(okta.calls.map(queryOf)).toEqual([query]);
  });

  test('several at once, by one search; none at all where one of them is every beginning', async () => {
    const several = [{ name: 'a "or" b' }, { beginning: 'omni-' }];
    const okta = new OktaUnderTest().replies({ json: [] }, { json: [] });
    await okta.session().groupsNamed(several);
    await okta.session().groupsNamed([...several, { beginning: '' }]);
    const search = 'profile.name eq "a \\"or\\" b" or profile.name sw "omni-"';
    expect(okta.calls.map(queryOf)).toEqual([{ search, limit: '200' }, { limit: '200' }]);
  });

  test('on all pages', async () => {
    const second = '/api/v1/groups?after=00g1';
    const okta = new OktaUnderTest().replies(
      { json: [group('00g1', 'one')], headers: next(second) },
      { json: [group('00g2', 'two')] },
    );
    expect(await okta.session().groupsNamed([{ beginning: '' }])).toHaveLength(2);
    expect(okta.calls[1]).toEqual(['GET', second]);
  });
});

test("a user's groups are read by the scope of users, all that Okta links to", async () => {
  const second = '/api/v1/users/00u1/groups?after=2';
  const okta = new OktaUnderTest().replies(
    { json: [group('00g1', 'one')], headers: next(second) },
    { json: [group('00g2', 'two')] },
  );
  expect((await okta.session().groupsOf('00u1')).map(({ name }) => name)).toEqual(['one', 'two']);
  expect(okta.calls).toEqual([
    ['GET', '/api/v1/users/00u1/groups'],
    ['GET', second],
  ]);
  expect(String(okta.tokenRequests[0]?.body)).toContain('scope=okta.users.read');
});

test('members are read page by page', async () => {
  const second = '/api/v1/groups/00g1/users?limit=200&after=x';
  const okta = new OktaUnderTest().replies(
    { json: [user('00u1'), user('00u2')], headers: next(second) },
    { json: [user('00u3')] },
  );
  const first = await okta.session().memberPage('00g1');
  expect(first).toEqual({ userIds: ['00u1', '00u2'], next: `${ORIGIN}${second}` });
  expect(await okta.session().memberPage('00g1', first?.next)).toEqual({ userIds: ['00u3'], next: undefined });
  expect(okta.calls).toEqual([
    ['GET', '/api/v1/groups/00g1/users?limit=200'],
    ['GET', second],
  ]);
});

test('a group that is gone is not one without members, and a user who is gone has none', async () => {
  const okta = new OktaUnderTest().replies({ status: 404, json: {} }, { status: 404, json: {} });
  expect(await okta.session().memberPage('00g9')).toBeUndefined();
  expect(await okta.session().groupsOf('00u9')).toEqual([]);
});

describe('an answer that is none is refused', () => {
  test.each([
    ['no list', {}],
    ['a group without a name', [{ ...group('00g1', ''), profile: {} }]],
    ['a group without a time', [{ ...group('00g1', 'a'), lastMembershipUpdated: 'soon' }]],
  ])('%s', async (_, json) => {
    const okta = new OktaUnderTest().replies({ json });
    expect((await okta.failure((session) => session.groupsOf('00u1'))).code).toBe('OKTA_UNEXPECTED_ANSWER');
  });
});
