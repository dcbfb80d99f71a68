import { describe, expect, test } from '@jest/globals';
import { setUp } from './set-up.ts';

const MODELS = '/api/v1/models';
const FILES = { model: 'label: Sales\n', 'orders.topic': 'base_view: orders\n', 'users.view': 'dimensions: {}\n' };

describe('models', () => {
  test('are listed by kind, in pages with a cursor', async () => {
    const { omni, send } = await setUp();
    for (let at = 0; at < 21; at += 1) omni.addModel({ name: `Model ${at}`, files: {} });
    omni.addModel({ name: 'For one', kind: 'SHARED_EXTENSION', files: {} });
    omni.addModel({ name: 'Scratch', kind: 'WORKBOOK', files: {} });
    const first = (await send('GET', `${MODELS}?modelKind=SHARED`)).json;
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, pageSize: 20, totalRecords: 21 });
    const rest = (await send('GET', `${MODELS}?modelKind=SHARED&cursor=${first.pageInfo.nextCursor}`)).json;
    expect(rest.records.map(({ name }: { name: string }) => name)).toEqual(['Model 20']);
    expect((await send('GET', `${MODELS}?modelKind=SHARED_EXTENSION`)).json.records).toMatchObject([
      { name: 'For one', modelKind: 'SHARED_EXTENSION', deletedAt: null },
    ]);
    expect((await send('GET', `${MODELS}?pageSize=100`)).json.records).toHaveLength(23);
    for (const query of ['modelKind=OTHER', 'pageSize=0'])
      expect((await send('GET', `${MODELS}?${query}`)).status).toBe(400);
  });

  test('give their files in the modes that are published', async () => {
    const { omni, send } = await setUp();
    const { id } = omni.addModel({ name: 'Sales', files: FILES });
    const yaml = (query: string) => send('GET', `${MODELS}/${id}/yaml${query}`);
    expect((await yaml('')).json).toEqual({ files: FILES, version: 1, viewNames: {} });
    expect((await yaml('?mode=combined&fullyResolved=true')).status).toBe(200);
    expect((await yaml('?mode=extension&fullyResolved=true')).status).toBe(400);
    expect((await yaml('?mode=other')).status).toBe(400);
    omni.removeModel(id);
    expect((await yaml('')).status).toBe(404);
  });

  test('have other names of files with fileNames=folders', async () => {
    const { omni, send } = await setUp({ switches: { fileNames: 'folders' } });
    const { id } = omni.addModel({ name: 'Sales', files: FILES });
    const { files } = (await send('GET', `${MODELS}/${id}/yaml`)).json;
    expect(Object.keys(files)).toEqual(['model.yaml', 'topics/orders.yaml', 'views/users.yaml']);
  });

  test('an older instance knows neither fullyResolved nor models that extend', async () => {
    const { omni, send } = await setUp({ switches: { fullyResolved: '400', extensionModels: '400' } });
    const { id } = omni.addModel({ name: 'Sales', files: FILES });
    expect((await send('GET', `${MODELS}/${id}/yaml?fullyResolved=true`)).status).toBe(400);
    expect((await send('GET', `${MODELS}/${id}/yaml`)).status).toBe(200);
    expect((await send('GET', `${MODELS}?modelKind=SHARED_EXTENSION`)).status).toBe(400);
  });
});

test('connections name the attribute that chooses, and environments its values', async () => {
  const { omni, send } = await setUp();
  const { id } = omni.addConnection({
    name: 'Warehouse',
    userAttribute: 'stage',
    defaultValues: ['prod'],
    environments: { 'Warehouse (dev)': ['dev', 'test'] },
  });
  const { connections } = (await send('GET', '/api/v1/connections')).json;
  expect(connections).toMatchObject([
    { id, name: 'Warehouse', userAttributeNameForConnectionsEnvironments: 'stage' },
    { name: 'Warehouse (dev)', userAttributeNameForConnectionsEnvironments: null },
  ]);
  expect((await send('GET', '/api/v1/connection-environments')).json).toEqual({
    connectionEnvironments: [
      {
        id: expect.any(String),
        baseConnectionId: id,
        connectionId: connections[1].id,
        userAttributeValues: ['dev', 'test'],
      },
    ],
  });
});

test.each(
  (
    [
      ['models', MODELS],
      ['connections', '/api/v1/connections'],
      ['connectionEnvironments', '/api/v1/connection-environments'],
    ] as const
  ).flatMap(([name, path]) =>
    (
      [
        ['missing', 404],
        ['forbidden', 403],
      ] as const
    ).map(([state, status]) => [name, state, status, path] as const),
  ),
)('%s=%s answers %i', async (name, state, status, path) => {
  const { send } = await setUp({ switches: { [name]: state } });
  expect((await send('GET', path)).status).toBe(status);
  const { paths } = (await send('GET', '/openapi.json')).json;
  expect(path in paths).toBe(state === 'forbidden');
});
