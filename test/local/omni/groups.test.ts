import { describe, expect, test } from '@jest/globals';
import { GROUPS, setUpUser, USERS } from './set-up.ts';

async function setUpGroup() {
  const double = await setUpUser();
  const two = double.omni.addUser({ userName: 'analyst.two@acme.example', displayName: 'Analyst Two' }).id;
  const group = (await double.send('POST', GROUPS, { displayName: 'Analysts', members: [{ value: double.id }] })).json;
  const path = `${GROUPS}/${group.id}`;
  const members = async () => (await double.send('GET', path)).json.members.map((one: { value: string }) => one.value);
  const patch = (...Operations: object[]) =>
    double.send('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });
  return { ...double, two, group, path, members, patchGroup: patch };
}

test('a group has a short id and shows its members; a user shows its groups', async () => {
  const { group, id, send } = await setUpGroup();
  expect(group).toMatchObject({ id: expect.stringMatching(/^.{8}$/), displayName: 'Analysts' });
  expect(group.members).toEqual([{ display: 'Analyst One', value: id }]);
  expect((await send('GET', `${USERS}/${id}`)).json.groups).toEqual([{ display: 'Analysts', value: group.id }]);
});

test('the list can be filtered and can leave the members out', async () => {
  const { send } = await setUpGroup();
  const list = (filter: string) =>
    send('GET', `${GROUPS}?excludedAttributes=members&filter=${encodeURIComponent(filter)}`);
  const found = await list('displayName eq "Analysts"');
  expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ displayName: 'Analysts' }] });
  expect(found.json.Resources[0]).not.toHaveProperty('members');
  expect((await list('displayName eq "Nobody"')).json.Resources).toEqual([]);
});

test.each([
  ['a name that exists', { displayName: 'Analysts' }, 409],
  ['a name of 65 characters', { displayName: 'a'.repeat(65) }, 400],
  ['no name', {}, 400],
  ['an unknown member', { displayName: 'New', members: [{ value: crypto.randomUUID() }] }, 400],
])('creating with %s is refused', async (_what, body, status) => {
  const { send } = await setUpGroup();
  expect((await send('POST', GROUPS, body)).status).toBe(status);
});

test('PUT replaces the members and needs display with each of them', async () => {
  const { send, path, two, members } = await setUpGroup();
  const refused = await send('PUT', path, { displayName: 'Analysts', members: [{ value: two }] });
  expect(refused.json.detail).toBe('Bad Request: members.0.display: Required');
  expect((await send('PUT', path, { displayName: 'Analysts', members: [{ display: '', value: two }] })).status).toBe(
    200,
  );
  expect(await members()).toEqual([two]);
});

describe('PATCH', () => {
  test('adds and removes members; remove carries no value', async () => {
    const { patchGroup, id, two, members } = await setUpGroup();
    await patchGroup({ op: 'add', path: 'members', value: [{ value: two }] });
    expect(await members()).toEqual([id, two]);
    await patchGroup({ op: 'remove', path: `members[value eq "${id}"]` });
    expect(await members()).toEqual([two]);
    await patchGroup({ op: 'Replace', path: 'members', value: [{ value: id }] });
    expect(await members()).toEqual([id]);
  });

  test('renames by path and without', async () => {
    const { patchGroup } = await setUpGroup();
    expect((await patchGroup({ op: 'replace', path: 'displayName', value: 'A' })).json.displayName).toBe('A');
    expect((await patchGroup({ op: 'replace', value: { displayName: 'B' } })).json.displayName).toBe('B');
    expect((await patchGroup({ op: 'replace', path: 'displayName', value: [] })).status).toBe(400);
  });
});

test('a deleted user leaves the group, a deleted group is a 404', async () => {
  const { send, omni, path, members } = await setUpGroup();
  omni.remove('analyst.one@acme.example');
  expect(await members()).toEqual([]);
  expect((await send('DELETE', path)).status).toBe(204);
  expect((await send('GET', path)).status).toBe(404);
});
