import { describe, expect, test } from '@jest/globals';
import { EMAIL_ONLY, setUpUser, USER_ATTRIBUTES, USERS } from './set-up.ts';

const EMBED = '/api/scim/v2/embed/Users';
const BULK = `${EMAIL_ONLY}/bulk`;

describe('embed users', () => {
  test('are listed, read and deleted, and are not among the standard users', async () => {
    const { omni, send } = await setUpUser();
    const userName = 'visitor@acme.example';
    const { id } = omni.addEmbedUser({ userName, embedExternalId: 'Ext-1', values: { sales_area: 'emea' } });
    const find = (filter: string, path = EMBED) => send('GET', `${path}?filter=${encodeURIComponent(filter)}`);
    expect((await find('embedExternalId eq "Ext-1"')).json.Resources[0]).toMatchObject({ id, embedEntity: null });
    expect((await find('embedExternalId eq "ext-1"')).json.totalResults).toBe(0);
    expect((await find(`userName eq "${userName}"`, USERS)).json.totalResults).toBe(0);
    expect((await send('GET', `${EMBED}/${id}`)).json[USER_ATTRIBUTES]).toEqual({ sales_area: 'emea' });
    expect((await send('PATCH', `${EMBED}/${id}`, {})).json.detail).toBe('Invalid method');
    expect((await send('DELETE', `${EMBED}/${id}`)).status).toBe(204);
    expect((await send('GET', `${EMBED}/${id}`)).status).toBe(404);
  });
});

describe('e-mail-only users', () => {
  test('POST creates, then updates, and merges the values', async () => {
    const { send } = await setUpUser();
    const upsert = (userAttributes: object) =>
      send('POST', EMAIL_ONLY, { email: 'board@acme.example', userAttributes });
    const first = await upsert({ sales_area: 'emea', seat_count: 3, omni_user_timezone: 'UTC' });
    expect([first.status, first.json]).toEqual([200, { email: 'board@acme.example', userId: expect.any(String) }]);
    expect((await upsert({ sales_area: '', seat_count: 4 })).json).toEqual(first.json);
    const { records } = (await send('GET', EMAIL_ONLY)).json;
    const user_attributes = { seat_count: 4, omni_user_timezone: 'UTC' };
    expect(records).toEqual([{ email: 'board@acme.example', user_id: first.json.userId, user_attributes }]);
  });

  test.each([
    ['an unknown reference', { nothing: 'x' }],
    ['a system attribute', { omni_user_email: 'x' }],
    ['another type', { seat_count: '4' }],
  ])('%s is a 400', async (_what, userAttributes) => {
    const { send } = await setUpUser();
    expect((await send('POST', EMAIL_ONLY, { email: 'board@acme.example', userAttributes })).status).toBe(400);
    expect((await send('GET', EMAIL_ONLY)).json.records).toEqual([]);
  });

  test.each([
    ['400', 400, 400],
    ['ok', 200, 201],
  ] as const)('emailOnlyArrays=%s answers %i and %i', async (emailOnlyArrays, one, many) => {
    const { send } = await setUpUser({ switches: { emailOnlyArrays } });
    const user = { email: 'board@acme.example', userAttributes: { cost_centers: ['c100'] } };
    expect((await send('POST', EMAIL_ONLY, user)).status).toBe(one);
    expect((await send('POST', BULK, { users: [user] })).status).toBe(many);
  });

  test('the list has pages of up to 20, newest first, with a cursor', async () => {
    const { send } = await setUpUser();
    const users = Array.from({ length: 20 }, (_, i) => ({ email: `board${i}@acme.example` }));
    expect((await send('POST', BULK, { users })).status).toBe(201);
    expect((await send('POST', BULK, { users: [...users, { email: 'x@acme.example' }] })).status).toBe(400);
    const first = (await send('GET', `${EMAIL_ONLY}?pageSize=15`)).json;
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      nextCursor: expect.any(String),
      pageSize: 15,
      totalRecords: 20,
    });
    expect(first.records[0].email).toBe('board19@acme.example');
    const second = (await send('GET', `${EMAIL_ONLY}?pageSize=15&cursor=${first.pageInfo.nextCursor}`)).json;
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, nextCursor: null });
    expect(second.records.at(-1).email).toBe('board0@acme.example');
    expect((await send('GET', `${EMAIL_ONLY}?email=BOARD1&sortDirection=asc`)).json.records).toHaveLength(11);
    for (const query of ['pageSize=21', 'pageSize=0', 'pageSize=x', 'sortDirection=up']) {
      expect((await send('GET', `${EMAIL_ONLY}?${query}`)).status).toBe(400);
    }
  });

  test('bulk delete tells what was there and what was not', async () => {
    const { send } = await setUpUser();
    const one = (await send('POST', EMAIL_ONLY, { email: 'one@acme.example' })).json;
    const two = (await send('POST', EMAIL_ONLY, { email: 'two@acme.example' })).json;
    const answer = await send('DELETE', BULK, {
      emails: ['ONE@acme.example', 'no@acme.example'],
      userIds: [two.userId, 'no'],
    });
    expect(answer.json).toEqual({ deleted: [one, two], notFound: { emails: ['no@acme.example'], userIds: ['no'] } });
    expect((await send('GET', EMAIL_ONLY)).json.pageInfo.totalRecords).toBe(0);
    const sixty = Array.from({ length: 60 }, (_, i) => String(i));
    for (const body of [{}, { emails: sixty, userIds: sixty }])
      expect((await send('DELETE', BULK, body)).status).toBe(400);
  });
});
