import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import type { Database } from '../../src/store/database.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

const start = useConnector();
const folder = mkdtempSync(join(tmpdir(), 'hook-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SECRET = 'Basic b2t0YTpwbGFudGVk';
const PATH = '/v1/hooks/okta';
const HOOK = { oktaOrg: true, environment: { OKTA_HOOK_SECRET: SECRET } } satisfies StartOptions;

const delivery = (...events: object[]) => ({ eventType: 'com.okta.event_hook', data: { events } });
const updated = (uuid: string, more: object = {}) => ({
  uuid,
  eventType: 'user.account.update_profile',
  outcome: { result: 'SUCCESS' },
  target: [{ type: 'User', id: '00u1ada' }],
  ...more,
});

/** Keeps the database for a look, and counts its statements while the hook is called. */
function watched() {
  let database: Database | undefined;
  const statements: string[] = [];
  return {
    statements,
    wrapDatabase: (inner: Database): Database => {
      database = inner;
      return {
        ...inner,
        query: (sql, parameters) => {
          if (sql.includes('INTO connector.okta_events')) statements.push(sql);
          return inner.query(sql, parameters);
        },
      };
    },
    events: async (): Promise<string[]> => {
      const rows =
        (await database?.query<{ uuid: string }>('SELECT uuid FROM connector.okta_events ORDER BY uuid')) ?? [];
      return rows.map(({ uuid }) => uuid);
    },
  };
}

const deliver = (c: ConnectorUnderTest, body: unknown, headers: Record<string, string> = {}) =>
  c.send('POST', PATH, body, { authorization: SECRET, ...headers });

describe('the verification', () => {
  test.each([[{}], [{ authorization: SECRET }], [{ authorization: 'another' }]])(
    'the challenge is sent back, with the headers %j',
    async (headers) => {
      const c = await start(HOOK);
      const answer = await c.send('GET', PATH, undefined, { 'X-Okta-Verification-Challenge': 'a b/c=', ...headers });
      expect(answer).toMatchObject({ status: 200, body: { verification: 'a b/c=' } });
    },
  );

  test('without a challenge it is an error', async () => {
    const c = await start(HOOK);
    expectError(await c.send('GET', PATH), 400, 'HOOK_BODY_INVALID');
  });
});

describe('a delivery', () => {
  test('is stored in one statement and answered without a body', async () => {
    const { statements, wrapDatabase, events } = watched();
    const c = await start({ ...HOOK, wrapDatabase });
    const answer = await deliver(c, delivery(updated('e1'), updated('e2', { target: null }), updated('e3')));
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(statements).toHaveLength(1);
    expect(await events()).toEqual(['e1', 'e3']);
  });

  test('counts its events by what became of them', async () => {
    const c = await start(HOOK);
    const failed = updated('e2', { outcome: { result: 'FAILURE' } });
    const other = updated('e3', { eventType: 'user.session.start' });
    await deliver(c, delivery(updated('e1'), failed, other));
    const { text } = await c.send('GET', '/metrics');
    for (const outcome of ['taken', 'not-successful', 'unknown-type'])
      expect(text).toContain(`okta_workflows_omni_hook_events_total{outcome="${outcome}"} 1\n`);
  });

  test('of nothing is taken', async () => {
    const c = await start(HOOK);
    expect((await deliver(c, delivery())).status).toBe(204);
  });

  test.each([
    ['half a surrogate pair in a name', '"displayName":"\\ud800"'],
    ['a NUL in a name', '"displayName":"\\u0000"'],
    ['a key twice', '"displayName":1,"displayName":2'],
    ['a key of prototypes', '"__proto__":{"a":1}'],
    ['a number that no number holds', '"debug":12345678901234567890123'],
    ['a deep nest', `"debug":${'['.repeat(40)}${']'.repeat(40)}`],
  ])('is not lost for %s', async (_, odd) => {
    const { wrapDatabase, events } = watched();
    const c = await start({ ...HOOK, wrapDatabase });
    const text = JSON.stringify(delivery(updated('e1'))).replace('"uuid"', `${odd},"uuid"`);
    expect((await deliver(c, text, { 'content-type': 'application/json' })).status).toBe(204);
    expect(await events()).toEqual(['e1']);
  });

  test.each([
    ['no delivery', {}, {}, 400, 'HOOK_BODY_INVALID'],
    [
      'an inline hook',
      { eventType: 'com.okta.saml.tokens.transform', data: { context: {} } },
      {},
      400,
      'HOOK_BODY_INVALID',
    ],
    ['a list', [], {}, 400, 'HOOK_BODY_INVALID'],
    ['no JSON', Buffer.from('{'), { 'content-type': 'application/json' }, 400, 'BODY_NOT_JSON'],
    ['no body', undefined, { 'content-type': 'application/json' }, 400, 'HOOK_BODY_INVALID'],
    ['text', 'events', { 'content-type': 'text/plain' }, 415, 'BODY_WRONG_TYPE'],
    ['too much', delivery(updated('e1', { padding: 'x'.repeat(3_000) })), {}, 413, 'BODY_TOO_LARGE'],
  ] as const)('%s is refused, and nothing is stored', async (_, body, headers, status, code) => {
    const { wrapDatabase, events } = watched();
    const c = await start({ ...HOOK, environment: { ...HOOK.environment, MAX_BODY_BYTES: '2000' }, wrapDatabase });
    expectError(await deliver(c, body, headers), status, code);
    expect(await events()).toEqual([]);
  });

  test.each([
    ['none', undefined],
    ['a wrong one', 'Basic another'],
    ['a part of it', SECRET.slice(0, -1)],
    ['it with more', `${SECRET}0`],
    ['it in other letters', SECRET.toUpperCase()],
    ['it as a bearer token', `Bearer ${SECRET}`],
  ])('with a secret that is %s is refused without a challenge, before its body is read', async (_, authorization) => {
    const { wrapDatabase, events } = watched();
    const c = await start({ ...HOOK, wrapDatabase });
    const answer = await c.send('POST', PATH, Buffer.from('{'), {
      'content-type': 'application/json',
      ...(authorization && { authorization }),
    });
    expectError(answer, 401, 'HOOK_SECRET_REFUSED');
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(answer.text).not.toContain(SECRET);
    expect(await events()).toEqual([]);
  });

  test('is to be repeated where the database does not answer', async () => {
    let isGone = false;
    const gone = () => Promise.reject(new ConnectorError('STORE_UNAVAILABLE'));
    const wrapDatabase = (inner: Database): Database => ({
      ...inner,
      query: (sql, parameters) => (isGone ? gone() : inner.query(sql, parameters)),
    });
    const c = await start({ ...HOOK, wrapDatabase });
    isGone = true;
    expectError(await deliver(c, delivery(updated('e1'))), 503, 'STORE_UNAVAILABLE');
    isGone = false;
  });
});

test.each(['PUT', 'DELETE', 'HEAD'])('%s is not a method of it', async (method) => {
  const c = await start(HOOK);
  const answer = await c.send(method, PATH);
  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, POST']);
});

describe('OKTA_HOOK_SECRET', () => {
  test('unset, there is no such address', async () => {
    const c = await start({ oktaOrg: true });
    const challenge = { 'X-Okta-Verification-Challenge': 'c' };
    expectError(await c.send('GET', PATH, undefined, challenge), 404, 'ROUTE_NOT_FOUND');
    expectError(await deliver(c, delivery(updated('e1'))), 404, 'ROUTE_NOT_FOUND');
  });

  test('comes from a file as well, and counts at once when that is replaced', async () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${SECRET}\n`);
    const c = await start({ oktaOrg: true, environment: { OKTA_HOOK_SECRET_FILE: file } });
    expect((await deliver(c, delivery(updated('e1')))).status).toBe(204);
    writeFileSync(file, 'another-secret');
    expectError(await deliver(c, delivery(updated('e2'))), 401, 'HOOK_SECRET_REFUSED');
    const replaced = await deliver(c, delivery(updated('e2')), { authorization: 'another-secret' });
    expect(replaced.status).toBe(204);
  });
});

test('a hook that the local org verifies gets its events in, by every type', async () => {
  const { wrapDatabase, events } = watched();
  const c = await start({ ...HOOK, wrapDatabase });
  c.oktaOrg.addEventHook(`${c.connector.url}${PATH}`, SECRET, HOOK_EVENT_TYPES);
  c.oktaOrg.addUser({ login: 'ada@acme.example' });
  await c.oktaOrg.hooksTold();
  expect(await events()).toHaveLength(1);
});
