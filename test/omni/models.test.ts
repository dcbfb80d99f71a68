import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { OmniUnderTest, ORIGIN, useNock } from './omni-under-test.ts';

useNock();

const MODELS = '/api/v1/models';
const record = (id: string, more: object = {}) => ({ id, name: `Model ${id}`, deletedAt: null, ...more });
const page = (records: unknown, pageInfo: object = { hasNextPage: false, nextCursor: null }) => ({ records, pageInfo });

test('a page of models tells where the next one begins, and leaves out what is deleted', async () => {
  const query = { modelKind: 'SHARED', pageSize: '20' };
  const records = [record('a'), record('b', { name: null }), record('c', { deletedAt: '2026-11-01T00:00:00Z' })];
  nock(ORIGIN)
    .get(MODELS)
    .query(query)
    .reply(200, page(records, { hasNextPage: true, nextCursor: 'c' }));
  const models = [
    { id: 'a', name: 'Model a' },
    { id: 'b', name: 'b' },
  ];
  const omni = new OmniUnderTest();
  expect(await omni.run((session) => session.modelPage('SHARED', undefined))).toEqual({ value: { models, next: 'c' } });
  nock(ORIGIN)
    .get(MODELS)
    .query({ ...query, cursor: 'c' })
    .reply(200, page([]));
  expect(await omni.run((session) => session.modelPage('SHARED', 'c'))).toEqual({
    value: { models: [], next: undefined },
  });
});

test('the files come as they are in force, and without that for good where an instance refuses the parameter', async () => {
  const omni = new OmniUnderTest();
  const path = `${MODELS}/a%2Fb/yaml`;
  const files = (id: string) => omni.run((session) => session.modelFiles(id));
  const resolved = { mode: 'combined', fullyResolved: 'true' };
  nock(ORIGIN)
    .get(path)
    .query(resolved)
    .reply(200, { files: { model: 'x', odd: 7 }, version: 1 });
  expect(await files('a/b')).toEqual({ value: { model: 'x', odd: 7 } });
  nock(ORIGIN).get(path).query(resolved).reply(400, { detail: 'Bad Request: Unrecognized key' });
  nock(ORIGIN).get(path).query({ mode: 'combined' }).times(2).reply(200, { files: {}, version: 1 });
  expect(await files('a/b')).toEqual({ value: {} });
  expect(await files('a/b')).toEqual({ value: {} });
});

test.each(['connections', 'records'])(
  'connections are read from the key %s, as are their environments',
  async (key) => {
    const omni = new OmniUnderTest();
    const chosen = {
      id: 'one',
      name: 'Warehouse',
      userAttributeNameForConnectionsEnvironments: 'stage',
      userAttributeValuesForDefaultEnvironment: ['prod'],
    };
    nock(ORIGIN)
      .get('/api/v1/connections')
      .reply(200, { [key]: [chosen, { id: 'two' }] });
    expect(await omni.run((session) => session.connections())).toEqual({
      value: [
        { id: 'one', name: 'Warehouse', userAttribute: 'stage', defaultValues: ['prod'] },
        { id: 'two', name: 'two', userAttribute: '', defaultValues: [] },
      ],
    });
    const environment = { id: 'e', baseConnectionId: 'one', connectionId: 'two', userAttributeValues: ['dev'] };
    nock(ORIGIN)
      .get('/api/v1/connection-environments')
      .reply(200, { connectionEnvironments: [environment] });
    expect(await omni.run((session) => session.connectionEnvironments())).toEqual({
      value: [{ baseConnectionId: 'one', connectionId: 'two', values: ['dev'] }],
    });
  },
);

describe('what Omni does not tell is an answer, and the key stays in use', () => {
  const ASKS = [
    ['models', MODELS, (omni: OmniUnderTest) => omni.run((session) => session.modelPage('SHARED', undefined))],
    ['files', `${MODELS}/a/yaml`, (omni: OmniUnderTest) => omni.run((session) => session.modelFiles('a'))],
    ['connections', '/api/v1/connections', (omni: OmniUnderTest) => omni.run((session) => session.connections())],
    [
      'environments',
      '/api/v1/connection-environments',
      (omni: OmniUnderTest) => omni.run((session) => session.connectionEnvironments()),
    ],
  ] as const;

  test.each(
    ASKS.flatMap(([what, path, ask]) =>
      (
        [
          [403, { detail: 'Permission denied' }, 'forbidden'],
          [404, {}, 'missing'],
          [400, { detail: 'Invalid method' }, 'missing'],
          [200, { files: [], records: {} }, 'not-understood'],
          [200, 'no JSON', 'not-understood'],
        ] as const
      ).map(([status, body, reason]) => [what, status, reason, { path, ask, body }] as const),
    ),
  )('%s answered with %i: %s', async (_what, status, withheld, { path, ask, body }) => {
    const omni = new OmniUnderTest();
    for (let times = 0; times < 2; times += 1) {
      nock(ORIGIN)
        .get(path)
        .query(true)
        .times(withheld === 'missing' && status === 400 && path.endsWith('yaml') && times === 0 ? 2 : 1)
        .reply(status, body);
      expect(await ask(omni)).toEqual({ withheld });
    }
  });

  test('but a key that Omni does not know is refused as ever', async () => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).get(MODELS).query(true).reply(403, { detail: 'Invalid bearer token' });
    expect((await omni.refusal((session) => session.modelPage('SHARED', undefined))).code).toBe('OMNI_KEY_REFUSED');
  });
});
