import { expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { seed } from './set-up.ts';

const start = useConnector();

const get = async (c: ConnectorUnderTest, path: string) =>
  await c.send('GET', path, undefined, { authorization: `Bearer ${await c.token()}` });

test('a dynamic dropdown gets the label as value and the reference as key, without system attributes', async () => {
  const c = await start();
  c.omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  c.omni.addAttribute({ name: 'region', label: 'Area', type: 'String' });
  expect((await get(c, '/v1/options/attributes')).body).toEqual([
    { value: 'Area', key: 'region' },
    { value: 'Seats', key: 'seats' },
  ]);
});

test('dynamic fields get one field per attribute; several values and texts are Text', async () => {
  const c = await start();
  seed(c);
  const { body } = await get(c, '/v1/fields/values');
  const types = Object.fromEntries(body.map(({ name, type }: { name: string; type: string }) => [name, type]));
  expect(types).toMatchObject({ region: 'Text', seats: 'Number', areas: 'Text', levels: 'Text' });
  expect(Object.keys(types)).toHaveLength(7);
  expect(body[0]).toEqual({ name: 'account', displayname: 'account', type: 'Number', required: false });
});

test('what a dynamic field sends for a list is stored as a list', async () => {
  const c = await start();
  seed(c);
  const { userName } = c.omni.users[0] ?? { userName: '' };
  const answer = await c.call('set-user-values', { userName, values: { areas: 'a, b', levels: '1, 2' } });
  expect(answer).toMatchObject({ status: 200, body: { verified: true } });
  expect(c.omni.findUser(userName)?.values).toMatchObject({ areas: ['a', 'b'], levels: [1, 2] });
});
