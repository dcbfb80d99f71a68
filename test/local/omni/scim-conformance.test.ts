import { expect, test } from '@jest/globals';
import { setUp, USER_ATTRIBUTES, USERS } from './set-up.ts';

/**
 * What Okta asks of a SCIM server before it connects, as one story.
 * https://developer.okta.com/docs/guides/scim-provisioning-integration-test/main/
 */
test("Okta's required steps, then the two forms of PATCH", async () => {
  const { omni, send, patch, readValues } = await setUp({ switches: { scimError: 'scim' } });
  omni.addAttribute({ name: 'sales_area', type: 'String' });
  omni.addUser({ userName: 'analyst.one@acme.example', displayName: 'Analyst One' });
  const find = async (userName: string) =>
    (await send('GET', `${USERS}?filter=${encodeURIComponent(`userName eq "${userName}"`)}`)).json;
  const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

  // 1. the list has the shape of a SCIM list
  const first = (await send('GET', `${USERS}?count=1&startIndex=1`)).json;
  expect(first).toMatchObject({ schemas: [list], totalResults: 1, itemsPerPage: 1, startIndex: 1 });
  const core = {
    id: expect.any(String),
    userName: 'analyst.one@acme.example',
    displayName: 'Analyst One',
    active: true,
  };
  expect(first.Resources).toMatchObject([core]);

  // 2. a user of the list can be read by id
  const one = await send('GET', `${USERS}/${first.Resources[0].id}`);
  expect([one.status, one.json]).toEqual([200, expect.objectContaining(core)]);
  expect(one.json.schemas).toContain('urn:ietf:params:scim:schemas:core:2.0:User');

  // 3. an unknown name is an empty list
  expect(await find('nobody@acme.example')).toMatchObject({ schemas: [list], totalResults: 0, Resources: [] });

  // 4. an unknown id is a 404 in the error schema
  const unknown = await send('GET', `${USERS}/${crypto.randomUUID()}`);
  expect(unknown.status).toBe(404);
  expect(unknown.json).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    detail: expect.any(String),
    status: '404',
  });

  // 5. a name that is not taken yet
  const userName = 'analyst.two@acme.example';
  expect((await find(userName)).totalResults).toBe(0);

  // 6. is created
  const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, displayName: 'Analyst Two' };
  const created = await send('POST', USERS, body, { headers: { 'content-type': 'application/scim+json' } });
  expect([created.status, created.json]).toEqual([201, expect.objectContaining({ userName, active: true })]);
  const { id } = created.json;

  // 7. and read back
  expect((await send('GET', `${USERS}/${id}`)).json).toMatchObject({ id, userName, displayName: 'Analyst Two' });

  // 8. a second time it is a conflict
  expect((await send('POST', USERS, body)).status).toBe(409);
  expect((await send('POST', USERS, { ...body, userName: userName.toUpperCase() })).status).toBe(409);

  // 9. the name is found in another case
  expect(await find('ANALYST.Two@acme.example')).toMatchObject({ totalResults: 1, Resources: [{ id, userName }] });

  // 10. values by PATCH without a path
  await patch(id, { op: 'replace', value: { [USER_ATTRIBUTES]: { sales_area: 'emea' } } });
  expect(await readValues(id)).toEqual({ sales_area: 'emea' });

  // 11. values by PATCH with a colon path
  await patch(id, { op: 'replace', path: `${USER_ATTRIBUTES}:sales_area`, value: 'apac' });
  expect(await readValues(id)).toEqual({ sales_area: 'apac' });
});
