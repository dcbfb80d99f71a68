import { beforeEach, describe, expect, test } from '@jest/globals';
import { actions } from '../../src/actions/registry.ts';
import { actionExample } from '../../tools/generate/action-example.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

const start = useConnector();
let under: ConnectorUnderTest;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

beforeEach(async () => {
  under = await start({ environment: { ALLOW_ATTRIBUTE_DELETE: 'true' } });
  under.omni.addUser({ userName: 'ada@acme.example' });
  for (const name of ['blob_entity', 'region']) under.omni.addAttribute({ name, label: name, type: 'String' });
  under.omni.addAttribute({ name: 'seat_count', label: 'Seats', type: 'Number' });
});

describe('every answer carries X-Request-Id', () => {
  const PATHS = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/manifest.json', '/nowhere', '/v1/fields/values'];

  test.each(PATHS)('%s', async (path) => {
    expect((await under.send('GET', path)).headers['x-request-id']).toMatch(UUID);
    expect(
      (await under.send('GET', path, undefined, { 'x-request-id': 'flow.42:a_b-c' })).headers['x-request-id'],
    ).toBe('flow.42:a_b-c');
  });

  test.each([
    ['empty', ''],
    ['with blanks', 'two words'],
    ['with quotes', '"x"'],
    ['too long', 'x'.repeat(129)],
  ])('an id that is %s is replaced', async (_what, id) => {
    expect((await under.call('ping', {}, { 'x-request-id': id })).headers['x-request-id']).toMatch(UUID);
  });

  test('an error repeats it in its body, and the log line has it', async () => {
    const answer = await under.call('read-user', {}, { 'x-request-id': 'flow-42' });
    expect(expectError(answer, 400, 'BODY_INVALID').requestId).toBe('flow-42');
    const line = under.logLines.map((one) => JSON.parse(one)).find(({ requestId }) => requestId === 'flow-42');
    expect(line).toMatchObject({ action: 'read-user', status: 400, code: 'BODY_INVALID' });
  });
});

describe('the lines of the log about a call', () => {
  const linesOf = (id: string) =>
    under.logLines.map((one) => JSON.parse(one)).filter(({ requestId }) => requestId === id);

  test('name who has called, and of a stranger the address alone', async () => {
    await under.call('ping', {}, { 'x-request-id': 'known' });
    await under.call('ping', {}, { 'x-request-id': 'stranger', authorization: 'Bearer nobody' });
    const [[known], [stranger]] = [linesOf('known'), linesOf('stranger')];
    expect(known).toMatchObject({ action: 'ping', status: 200, clientId: expect.stringMatching(/./) });
    expect(known).not.toHaveProperty('address');
    expect(stranger).toMatchObject({
      status: 401,
      code: 'TOKEN_MALFORMED',
      address: expect.stringContaining('127.0.0.1'),
    });
    expect(stranger).not.toHaveProperty('clientId');
  });

  test("of a failure that is not the caller's there is one more, with action, client and code", async () => {
    under.omni.faults.plan({ kind: 'answer', status: 500, body: {} }, { path: '/api/scim', times: 20 });
    await under.call('read-user', { userName: 'ada@acme.example' }, { 'x-request-id': 'failed' });
    const lines = linesOf('failed').filter(({ level }) => level >= 50);
    expect(lines).toEqual([
      expect.objectContaining({
        action: 'read-user',
        clientId: expect.stringMatching(/./),
        code: 'OMNI_UNREACHABLE',
        msg: expect.stringContaining('GET /api/scim'),
      }),
    ]);
  });
});

test('at debug there is a line for each request to Omni: what was asked of which key, without an id, and how it went', async () => {
  const before = under.omni.log.all.length;
  await under.call('set-user-values', { userName: 'ada@acme.example', values: { region: 'emea' } });
  const lines = under.logLines.map((one) => JSON.parse(one)).filter(({ msg }) => msg === 'a request to Omni');
  const asked = under.omni.log.all.slice(before).map(({ method, status }) => ({ method, status, key: 1, level: 20 }));
  expect(asked.map(({ method }) => method)).toContain('PATCH');
  expect(lines.slice(-asked.length)).toMatchObject(asked);
  const patched = lines.find(({ method }) => method === 'PATCH');
  expect(patched).toMatchObject({ path: '/api/scim/v2/Users/{id}', durationMs: expect.any(Number) });
});

test('the trace id of traceparent stands in the log line', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await under.call('ping', {}, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  await under.call('ping', {}, { traceparent: 'nonsense' });
  const traced = under.logLines.map((one) => JSON.parse(one).traceId);
  expect(traced.filter((one) => one !== undefined)).toEqual([traceId]);
});

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...keysOf(inner)]);
}

describe.each(actions.map(({ name }) => [name, actionExample(name).input] as const))('%s', (name, input) => {
  test('answers a JSON object whose keys a card can pick, also when it fails', async () => {
    for (const answer of [await under.call(name, input), await under.call(name, { nonsense: true })]) {
      expect(answer.status < 300 || answer.status >= 400).toBe(true);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(Array.isArray(answer.body)).toBe(false);
      expect(keysOf(answer.body).filter((key) => /[.:]/.test(key))).toEqual([]);
      expect(keysOf(answer.body)).not.toEqual([]);
    }
  });
});

describe('Connector Builder', () => {
  const get = async (path: string) =>
    under.send('GET', path, undefined, { authorization: `Bearer ${await under.token()}` });

  test('gets its dropdown: own attributes, by label', async () => {
    expect((await get('/v1/options/attributes')).body).toEqual([
      { value: 'blob_entity', key: 'blob_entity' },
      { value: 'region', key: 'region' },
      { value: 'Seats', key: 'seat_count' },
    ]);
  });

  test('gets its fields; a list is a text, since there is no list type', async () => {
    under.omni.addAttribute({ name: 'sites', label: 'Sites', type: 'Number', multiple_values: true });
    expect((await get('/v1/fields/values')).body).toEqual([
      { name: 'blob_entity', displayname: 'blob_entity', type: 'Text', required: false },
      { name: 'region', displayname: 'region', type: 'Text', required: false },
      { name: 'seat_count', displayname: 'Seats', type: 'Number', required: false },
      { name: 'sites', displayname: 'Sites', type: 'Text', required: false },
    ]);
  });

  test('is told when Omni does not answer', async () => {
    under.omni.faults.plan({ kind: 'answer', status: 403, body: {} }, { times: Number.POSITIVE_INFINITY });
    expectError(await get('/v1/fields/values'), 502, 'OMNI_KEY_REFUSED');
  });
});
