import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { OmniModels } from '../../src/omni/models.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import type { Ticket } from '../../src/omni/ticket.ts';
import { AnswerTooLarge, NoAnswer } from '../../src/omni/transport.ts';
import { OmniUnderTest, ORIGIN, useWholeNock } from './omni-under-test.ts';

useWholeNock();

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

describe('the files come as they are in force', () => {
  const RESOLVED = { mode: 'combined', fullyResolved: 'true' };
  const PLAIN = { mode: 'combined' };
  const REFUSED = { detail: 'Bad Request: this model cannot be resolved' };
  const filesOf = (omni: OmniUnderTest, id: string) => omni.run((session) => session.modelFiles(id));
  const answers = (id: string, query: object, status: number, body: object = { files: { model: id }, version: 1 }) =>
    nock(ORIGIN)
      .get(`${MODELS}/${encodeURIComponent(id)}/yaml`)
      .query({ ...query })
      .reply(status, body);

  test('whatever is in them', async () => {
    answers('a/b', RESOLVED, 200, { files: { model: 'x', odd: 7 }, version: 1 });
    expect(await filesOf(new OmniUnderTest(), 'a/b')).toEqual({ value: { model: 'x', odd: 7 } });
  });

  test('one model that is refused that is read without, and the others are not', async () => {
    const omni = new OmniUnderTest();
    for (const id of ['odd', 'other', 'odd', 'third', 'fourth']) {
      answers(
        id,
        RESOLVED,
        id === 'odd' || id === 'third' ? 400 : 200,
        id === 'odd' || id === 'third' ? REFUSED : undefined,
      );
      if (id === 'odd' || id === 'third') answers(id, PLAIN, 200);
      expect(await filesOf(omni, id)).toEqual({ value: { model: id } });
    }
  });

  test.each([
    ['does not know another parameter', 'Bad Request: query: Unrecognized key: "mode"'],
    ['says of one model', 'fullyResolved cannot be had of this model'],
  ])('an instance that %s is asked again', async (_, detail) => {
    const omni = new OmniUnderTest();
    answers('a', RESOLVED, 400, { detail });
    answers('a', PLAIN, 200);
    answers('b', RESOLVED, 200);
    for (const id of ['a', 'b']) expect(await filesOf(omni, id)).toEqual({ value: { model: id } });
  });

  test('a model that is not told at all says nothing of the others', async () => {
    const omni = new OmniUnderTest();
    answers('gone', RESOLVED, 404);
    answers('odd', RESOLVED, 400, REFUSED);
    answers('odd', PLAIN, 404);
    for (const id of ['gone', 'odd']) expect(await filesOf(omni, id)).toEqual({ withheld: 'missing' });
    // Two that are refused and can be read without are needed.
    for (const id of ['a', 'b']) {
      answers(id, RESOLVED, 400, REFUSED);
      answers(id, PLAIN, 200);
      expect(await filesOf(omni, id)).toEqual({ value: { model: id } });
    }
    answers('c', PLAIN, 200);
    expect(await filesOf(omni, 'c')).toEqual({ value: { model: 'c' } });
  });

  test.each([
    [
      'says that it does not know the parameter',
      1,
      { detail: 'Bad Request: query: Unrecognized key: "fullyResolved"' },
    ],
    ['refuses two models and has resolved none', 2, REFUSED],
  ])('an instance that %s is not asked again', async (_, refusals, body) => {
    const omni = new OmniUnderTest();
    for (const [at, id] of ['a', 'b', 'c'].entries()) {
      if (at < refusals) answers(id, RESOLVED, 400, body);
      answers(id, PLAIN, 200);
      expect(await filesOf(omni, id)).toEqual({ value: { model: id } });
    }
  });
});

test.each([{ hasNextPage: false, nextCursor: 'c' }, { hasNextPage: true, nextCursor: 7 }, { nextCursor: 'c' }])(
  'a page of which %j is said is the last one',
  async (pageInfo) => {
    nock(ORIGIN)
      .get(MODELS)
      .query(true)
      .reply(200, page([record('a', { name: '' }), record('b', { name: 7 })], pageInfo));
    const models = ['a', 'b'].map((id) => ({ id, name: id }));
    const told = await new OmniUnderTest().run((session) => session.modelPage('SHARED', undefined));
    expect(told).toEqual({ value: { models, next: undefined } });
  },
);

test('files that are too large to be read are an answer, and any other failure is one', async () => {
  const tooLarge = { cause: new AnswerTooLarge() };
  const unreachable = (extras: object) => new ConnectorError('OMNI_UNREACHABLE', { problem: 'x' }, [], extras);
  const filesAfter = (thrown: Error) => new OmniModels(() => Promise.reject(thrown)).files({} as Ticket, 'a');
  expect(await filesAfter(unreachable(tooLarge))).toEqual({ withheld: 'too-large' });
  for (const other of [unreachable({ cause: new NoAnswer('reset', true) }), new Error('uncertain', tooLarge)])
    await expect(filesAfter(other)).rejects.toBe(other);
});

test('what is no text or no list among the values of a connection is none of them', async () => {
  const omni = new OmniUnderTest();
  const values = 'userAttributeValuesForDefaultEnvironment';
  nock(ORIGIN)
    .get('/api/v1/connections')
    .reply(200, {
      connections: [
        { id: 'one', name: '', [values]: ['prod', 7, null] },
        { id: 'two', name: 7, [values]: 'x' },
      ],
    });
  expect(await omni.run((session) => session.connections())).toEqual({
    value: [
      { id: 'one', name: 'one', userAttribute: '', defaultValues: ['prod'] },
      { id: 'two', name: 'two', userAttribute: '', defaultValues: [] },
    ],
  });
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
      nock(ORIGIN).get(path).query(true).reply(status, body);
      expect(await ask(omni)).toEqual({ withheld });
    }
  });

  test.each<[string, object[], (session: OmniSession) => Promise<unknown>]>([
    [MODELS, [record('a'), { name: 'no id' }], (session) => session.modelPage('SHARED', undefined)],
    ['/api/v1/connections', [{ id: 'one' }, { name: 'no id' }], (session) => session.connections()],
    ['/api/v1/connection-environments', [{ connectionId: 'two' }], (session) => session.connectionEnvironments()],
    ['/api/v1/connection-environments', [{ baseConnectionId: 'one' }], (session) => session.connectionEnvironments()],
  ])('a list of %s with %j, of which one cannot be read, is not understood', async (path, records, ask) => {
    nock(ORIGIN).get(path).query(true).reply(200, JSON.stringify({ records }));
    expect(await new OmniUnderTest().run(ask)).toEqual({ withheld: 'not-understood' });
  });

  test('but a key that Omni does not know is refused as ever', async () => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).get(MODELS).query(true).reply(403, { detail: 'Invalid bearer token' });
    expect((await omni.refusal((session) => session.modelPage('SHARED', undefined))).code).toBe('OMNI_KEY_REFUSED');
  });
});
