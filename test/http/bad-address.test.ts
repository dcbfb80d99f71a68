import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../src/errors/error-codes.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { type RawAnswer, sendRaw } from '../support/raw-http.ts';

const start = useConnector();
let under: ConnectorUnderTest;

beforeEach(async () => {
  under = await start();
});

const parsed = ({ status, head, body }: RawAnswer) => ({
  status,
  body: JSON.parse(body),
  text: body,
  headers: Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  ),
});

test.each<[method: string, path: string, status: number, code: ErrorCode]>([
  ['POST', '/v1/actions/set-user-value', 404, 'ACTION_NOT_FOUND'],
  ['POST', '/v1/actions/__proto__', 404, 'ACTION_NOT_FOUND'],
  ['POST', `/v1/actions/${'a'.repeat(2_000)}`, 404, 'ACTION_NOT_FOUND'],
  ['POST', '/v1/actions/..%2F..%2Fhealthz', 404, 'ACTION_NOT_FOUND'],
  ['POST', '/v1/actions/%E0%A4%A', 404, 'ROUTE_NOT_FOUND'],
  ['GET', '/%E0%A4%A', 404, 'ROUTE_NOT_FOUND'],
  ['POST', '/v1/actions', 404, 'ROUTE_NOT_FOUND'],
  ['POST', '/v1/actions/ping/again', 404, 'ROUTE_NOT_FOUND'],
  ['POST', '/', 405, 'METHOD_NOT_ALLOWED'],
  ['GET', '/v1/options', 404, 'ROUTE_NOT_FOUND'],
  ['GET', `/${'a'.repeat(2_000)}`, 404, 'ROUTE_NOT_FOUND'],
  ['OPTIONS', '/nowhere', 404, 'ROUTE_NOT_FOUND'],
])('%s %.40s is answered %i %s', async (method, path, status, code) => {
  const body = method === 'POST' ? {} : undefined;
  expectError(await under.send(method, path, body, { authorization: `Bearer ${await under.token()}` }), status, code);
});

const GET_ROUTES = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/manifest.json',
  '/v1/ping',
  '/v1/options/attributes',
  '/v1/fields/values',
];

describe('a wrong method is refused and the right one is named', () => {
  test.each(GET_ROUTES)('%s takes GET', async (path) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      const answer = await under.send(method, path);
      expectError(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.allow).toBe('GET, HEAD');
    }
  });

  test('an action takes POST', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      const answer = await under.send(method, '/v1/actions/ping');
      expectError(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.allow).toBe('POST');
    }
    const head = await under.send('HEAD', '/v1/actions/ping');
    expect([head.status, head.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('a request that is no good HTTP still gets an answer as the contract has it', () => {
  const head = (...lines: string[]): string =>
    ['POST /v1/actions/ping HTTP/1.1', 'Host: acme.example', 'Connection: close', ...lines, '', ''].join('\r\n');

  test('two Authorization headers', async () => {
    const token = await under.token();
    const bearer = `Authorization: Bearer ${token}`;
    const answer = parsed(await sendRaw(under.connector.url, head(bearer, bearer)));
    expect(expectError(answer, 401, 'TOKEN_MALFORMED').message).toContain('more than one Authorization header');
  });

  test('two Idempotency-Key headers', async () => {
    const bearer = `Authorization: Bearer ${await under.token()}`;
    const lines = head(bearer, `Idempotency-Key: ${randomUUID()}`, `Idempotency-Key: ${randomUUID()}`);
    const answer = parsed(await sendRaw(under.connector.url, lines.replace('/ping', '/create-attribute')));
    expect(answer.status).toBe(400);
  });

  test('headers over the limit', async () => {
    const answer = parsed(await sendRaw(under.connector.url, head(`X-Padding: ${'x'.repeat(40_000)}`)));
    expect([answer.status, answer.body.code]).toEqual([431, 'HEADERS_TOO_LARGE']);
  });

  test.each([
    ['no HTTP at all', 'HELLO\r\n\r\n'],
    ['a length that is no number', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ])('%s', async (_what, bytes) => {
    const answer = parsed(await sendRaw(under.connector.url, bytes));
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_MALFORMED']);
  });

  test.each([
    ['no Host header', 'GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an expectation that nobody knows', 'GET /nowhere HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    expectError(parsed(await sendRaw(under.connector.url, bytes)), 404, 'ROUTE_NOT_FOUND');
  });
});
