import { expect, test } from '@jest/globals';
import { ATTRIBUTES, setUpUser } from './set-up.ts';

async function setUpSelectable() {
  const double = await setUpUser();
  const { id: attributeId = '' } = double.omni.attributes[12] ?? {};
  return { ...double, attributeId, path: `${ATTRIBUTES}/${attributeId}/selectable-values` };
}

test('nothing is selectable until it is set, for each user apart', async () => {
  const { omni, send, id, attributeId, path } = await setUpSelectable();
  const other = omni.addUser({ userName: 'analyst.two@acme.example' }).id;
  const nothing = { user_attribute_id: attributeId, values: [], allow_any_value: false };
  expect((await send('GET', `${path}?userId=${id}`)).json).toEqual(nothing);
  const stored = await send('PUT', path, { user_id: id, values: ['emea', 'apac'] });
  expect(stored.json).toEqual({ ...nothing, values: ['emea', 'apac'] });
  expect((await send('GET', `${path}?userId=${id}`)).json).toEqual(stored.json);
  expect((await send('GET', `${path}?userId=${other}`)).json).toEqual(nothing);
});

test('exactly one of user and group is named', async () => {
  const { send, id, path } = await setUpSelectable();
  expect((await send('GET', path)).status).toBe(400);
  expect((await send('PUT', path, { user_id: id, group_id: 'qT4zLw9K', values: [] })).status).toBe(400);
  expect((await send('PUT', path, { group_id: 'qT4zLw9K', values: [] })).status).toBe(404);
});

test.each([
  ['more than 300 values', Array(301).fill('a')],
  ['an empty value', ['']],
  ['a value of 513 characters', ['a'.repeat(513)]],
  ['a number', [1]],
])('%s is a 400', async (_what, values) => {
  const { send, id, path } = await setUpSelectable();
  expect((await send('PUT', path, { user_id: id, values })).status).toBe(400);
});

test('an unknown definition is a 404', async () => {
  const { send, id } = await setUpSelectable();
  const path = `${ATTRIBUTES}/${crypto.randomUUID()}/selectable-values`;
  expect((await send('GET', `${path}?userId=${id}`)).status).toBe(404);
});
