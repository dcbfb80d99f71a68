import { expect, test } from '@jest/globals';
import { setUpMapped } from './set-up.ts';

/** An org with a group, and a call of an administrator's. */
async function world() {
  const { okta, send, id } = await setUpMapped();
  const group = okta.addGroup('Readers');
  const asAdmin = (method: string, path: string) =>
    send(method, path, undefined, { authorization: `SSWS ${okta.apiToken}` });
  const members = async () =>
    (await asAdmin('GET', `/api/v1/groups/${group}/users`)).data.map((one: { id: string }) => one.id);
  return { okta, send, id, group, asAdmin, members, place: `/api/v1/groups/${group}/users/${id}` };
}

test('a member joins and leaves by the id of the group, once each however often it is asked', async () => {
  const { asAdmin, members, place, id } = await world();
  for (const [method, then] of [
    ['PUT', [id]],
    ['PUT', [id]],
    ['DELETE', []],
    ['DELETE', []],
  ] as const) {
    expect(await asAdmin(method, place)).toMatchObject({ status: 204, data: '' });
    expect(await members()).toEqual(then);
  }
});

test('a namesake of the group stays as it is', async () => {
  const { okta, asAdmin, members, id } = await world();
  const namesake = okta.addGroup('Readers');
  await asAdmin('PUT', `/api/v1/groups/${namesake}/users/${id}`);
  expect(await members()).toEqual([]);
});

test('a group or a user that is not there is 404; the service app, which may only read groups, 403', async () => {
  const { send, asAdmin, group, place } = await world();
  expect((await asAdmin('PUT', `/api/v1/groups/00gnone/users/00unone`)).status).toBe(404);
  expect((await asAdmin('PUT', `/api/v1/groups/${group}/users/00unone`)).status).toBe(404);
  expect((await send('PUT', place)).status).toBe(403);
  expect((await send('PUT', place, undefined, { authorization: 'SSWS guessed' })).status).toBe(401);
});
