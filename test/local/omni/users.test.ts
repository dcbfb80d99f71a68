import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES } from '../../../local/omni/switches.ts';
import { setUp, setUpUser, USER_ATTRIBUTES, USERS } from './set-up.ts';

const NAME = 'analyst.one@acme.example';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const where = (filter: string) => `${USERS}?filter=${encodeURIComponent(filter)}`;

describe('creating', () => {
  test('answers 201 with a uuid and takes values and the extras of other clients', async () => {
    const { omni, send } = await setUpUser();
    const userName = 'analyst.two@acme.example';
    const extras = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      active: true,
      emails: [{ value: userName }],
    };
    const body = { userName, displayName: 'Analyst Two', [USER_ATTRIBUTES]: { sales_area: 'apac' }, ...extras };
    const answer = await send('POST', USERS, body, { headers: { 'content-type': 'application/scim+json' } });
    expect([answer.status, answer.json.id]).toEqual([201, expect.stringMatching(UUID)]);
    expect(omni.findUser(userName)?.values).toEqual({ sales_area: 'apac' });
  });

  test.each([
    [{ userName: 'analyst.two@acme.example' }, 'displayName: Required'],
    [{ displayName: 'Two' }, 'userName: Required'],
    [{ userName: 'two', displayName: 'Two' }, 'userName: must match format "email"'],
  ])('%j is a 400', async (body, problem) => {
    const { send } = await setUp();
    expect((await send('POST', USERS, body)).json).toEqual({ detail: `Bad Request: ${problem}`, status: 400 });
  });

  test.each([
    ['201', 201],
    ['409', 409],
  ] as const)('formerMember=%s: a deactivated and a deleted person get %i', async (formerMember, status) => {
    const { omni, send, id } = await setUpUser({ switches: { formerMember } });
    const body = { userName: NAME, displayName: 'One' };
    omni.deactivate(NAME);
    const again = await send('POST', USERS, body);
    expect(again.status).toBe(status);
    if (status === 201) expect(again.json.id).not.toBe(id);
    omni.remove(NAME);
    expect((await send('POST', USERS, body)).status).toBe(status);
  });
});

describe('leaving and coming back', () => {
  test('after DELETE the user is a 404, and the address comes back with a new id', async () => {
    const { omni, send, id } = await setUpUser();
    omni.setValue(NAME, 'sales_area', 'emea');
    expect((await send('DELETE', `${USERS}/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await send(method, `${USERS}/${id}`)).status).toBe(404);
    const back = omni.addUser({ userName: NAME });
    expect(back.id).not.toBe(id);
    expect(omni.findUser(NAME)?.values).toEqual({});
  });

  test.each([
    ['no', 0],
    ['yes', 1],
  ] as const)('revokedInList=%s lists %i deactivated users', async (revokedInList, listed) => {
    const { omni, send, id } = await setUpUser({ switches: { revokedInList } });
    omni.deactivate(NAME);
    expect((await send('GET', where(`userName eq "${NAME}"`))).json.totalResults).toBe(listed);
    expect((await send('GET', `${USERS}/${id}`)).json.active).toBe(false);
  });

  test.each([
    ['200', 200],
    ['400', 400],
    ['404', 404],
  ] as const)('patchInactive=%s answers %i', async (patchInactive, status) => {
    const { omni, id, setValues, stored } = await setUpUser({ switches: { patchInactive } });
    omni.deactivate(NAME);
    expect((await setValues(id, { sales_area: 'emea' })).status).toBe(status);
    expect(stored()).toEqual(status === 200 ? { sales_area: 'emea' } : {});
  });

  test('reactivation makes a new user with a new id and no values', async () => {
    const { omni, send, patch, id, stored } = await setUpUser();
    omni.setValue(NAME, 'sales_area', 'emea');
    await patch(id, { op: 'replace', value: { active: false } });
    expect(omni.findUser(NAME)?.active).toBe(false);
    const back = await patch(id, { op: 'replace', path: 'active', value: true });
    expect(back.json.id).not.toBe(id);
    expect((await send('GET', `${USERS}/${id}`)).status).toBe(404);
    expect(stored()).toEqual({});
    omni.deactivate(NAME);
    expect(omni.reactivate(NAME).id).not.toBe(back.json.id);
  });
});

describe('PUT', () => {
  test.each([
    ['reset', { seat_count: 5 }, NAME],
    ['merge', { sales_area: 'emea', seat_count: 5 }, 'Analyst One'],
  ] as const)('userPut=%s: what an Okta push leaves behind', async (userPut, values, displayName) => {
    const { omni, send, id } = await setUpUser({ switches: { userPut } });
    omni.setValue(NAME, 'sales_area', 'emea');
    const answer = await send('PUT', `${USERS}/${id}`, { userName: NAME, [USER_ATTRIBUTES]: { seat_count: 5 } });
    expect([answer.status, answer.json.id]).toEqual([200, id]);
    expect(omni.findUser(NAME)).toEqual({ id, userName: NAME, values, displayName, active: true });
  });

  test('asserts active under reset, and leaves it alone under merge', async () => {
    const { omni, send, id } = await setUpUser({ switches: { userPut: 'merge' } });
    omni.deactivate(NAME);
    await send('PUT', `${USERS}/${id}`, { userName: NAME });
    expect(omni.findUser(NAME)).toMatchObject({ active: false, id });
    omni.switches.userPut = 'reset';
    await send('PUT', `${USERS}/${id}`, { userName: NAME });
    expect(omni.findUser(NAME)).toMatchObject({ active: true, id: expect.not.stringMatching(id) });
  });

  test('cannot take the address of somebody else', async () => {
    const { omni, send, id } = await setUpUser();
    omni.addUser({ userName: 'analyst.two@acme.example' });
    expect((await send('PUT', `${USERS}/${id}`, { userName: 'Analyst.Two@acme.example' })).status).toBe(409);
    expect((await send('PUT', `${USERS}/${id}`, { userName: NAME.toUpperCase() })).status).toBe(200);
    expect((await send('PUT', `${USERS}/${id}`, { userName: 'new.name@acme.example' })).status).toBe(200);
    expect([omni.findUser(NAME), omni.findUser('New.Name@acme.example')?.id]).toEqual([undefined, id]);
  });
});

describe('errors', () => {
  const detail = 'Not Found: User';
  const urn = 'urn:ietf:params:scim:api:messages:2.0:Error';
  test.each([
    ['detail', { detail, status: 404 }, undefined],
    ['scim', { schemas: [urn], detail, status: '404' }, undefined],
    ['error', { error: detail }, undefined],
    ['text', undefined, detail],
    ['empty', undefined, ''],
  ] as const)('scimError=%s', async (scimError, json, text) => {
    const { send } = await setUp({ switches: { scimError } });
    const answer = await send('GET', `${USERS}/no-uuid`);
    expect([answer.status, answer.json]).toEqual([404, json]);
    if (text !== undefined) expect(answer.text).toBe(text);
  });

  test.each(OMNI_SWITCHES.scimError.values)('scimError=%s does not touch the v1 routes', async (scimError) => {
    const { send } = await setUp({ switches: { scimError } });
    expect((await send('GET', '/api/v1/nothing')).json).toEqual({ detail: 'Not Found: Route', status: 404 });
  });

  test.each(['ServiceProviderConfig', 'Schemas', 'ResourceTypes', 'Bulk', 'Me', 'Users/.search'])(
    '%s does not exist',
    async (name) => {
      const { send } = await setUp();
      expect((await send('GET', `/api/scim/v2/${name}`)).status).toBe(404);
    },
  );
});

test('both spellings of a path are the same route', async () => {
  const { send, id } = await setUpUser();
  for (const path of ['Users', 'users']) expect((await send('GET', `/api/scim/v2/${path}/${id}`)).json.id).toBe(id);
  for (const path of ['Groups', 'groups', 'embed/Users', 'embed/users']) {
    expect((await send('GET', `/api/scim/v2/${path}`)).status).toBe(200);
  }
});

test('ids come from the given source', async () => {
  let next = 0;
  const { omni } = await setUp({ seed: () => `00000000-0000-4000-8000-${String(++next).padStart(12, '0')}` });
  expect(omni.addUser({ userName: NAME }).id).toBe('00000000-0000-4000-8000-000000000001');
  expect(omni.addUser({ userName: 'analyst.two@acme.example' }).id).toBe('00000000-0000-4000-8000-000000000002');
});
