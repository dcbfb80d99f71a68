import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../src/errors/error-codes.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

const start = useConnector();
let under: ConnectorUnderTest;

beforeEach(async () => {
  under = await start();
  under.omni.addUser({ userName: 'ada@acme.example' });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
});

const JSON_TYPE = { 'content-type': 'application/json' };
const MEGABYTE = 1_048_576;
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a body that is no JSON object is refused before anything is written', () => {
  test.each<[string, string | Buffer, Record<string, string>, number, ErrorCode]>([
    ['text', 'region=emea', {}, 400, 'BODY_NOT_JSON'],
    ['cut off', '{"userName":"ada@acme.example"', {}, 400, 'BODY_NOT_JSON'],
    ['a list', '[{"userName":"ada@acme.example"}]', {}, 400, 'BODY_NOT_JSON'],
    ['a number', '7', {}, 400, 'BODY_NOT_JSON'],
    ['null', 'null', {}, 400, 'BODY_NOT_JSON'],
    ['blanks', '   ', {}, 400, 'BODY_NOT_JSON'],
    ['an object 30 levels deep', nested(30), {}, 400, 'BODY_NOT_JSON'],
    ['lists 500,000 levels deep', '['.repeat(500_000) + ']'.repeat(500_000), {}, 400, 'BODY_NOT_JSON'],
    ['an object 100,000 levels deep', nested(100_000), {}, 400, 'BODY_NOT_JSON'],
    ['3 MB', JSON.stringify({ values: 'x'.repeat(3 * MEGABYTE) }), {}, 413, 'BODY_TOO_LARGE'],
    [
      'compressed JSON that is cut off',
      gzipSync('{}').subarray(0, 12),
      { 'content-encoding': 'gzip' },
      400,
      'BODY_NOT_JSON',
    ],
    ['text that claims to be compressed', '{}', { 'content-encoding': 'gzip' }, 400, 'BODY_NOT_JSON'],
    [
      '30 kB that inflate to 30 MB',
      gzipSync(Buffer.alloc(30 * MEGABYTE, ' ')),
      { 'content-encoding': 'gzip' },
      413,
      'BODY_TOO_LARGE',
    ],
    ['an unknown compression', '{}', { 'content-encoding': 'lzma' }, 415, 'BODY_WRONG_TYPE'],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'BODY_WRONG_TYPE'],
    ['JSON declared as text', '{}', { 'content-type': 'text/plain' }, 415, 'BODY_WRONG_TYPE'],
    ['a type that is none', '{}', { 'content-type': ';;' }, 415, 'BODY_WRONG_TYPE'],
    ['a charset in quotes', '{}', { 'content-type': 'application/json; charset="utf-16"' }, 415, 'BODY_WRONG_TYPE'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'BODY_WRONG_TYPE'],
  ])('%s', async (_what, body, headers, status, code) => {
    const answer = await under.call('set-user-values', body, { 'content-type': 'application/json', ...headers });
    expectError(answer, status, code);
    expect(under.omniCalls()).toEqual([]);
  });
});

describe('what would be written as something else than was meant is refused', () => {
  test('dryRun that is named twice', async () => {
    const body = '{"userName":"ada@acme.example","values":{"region":"x"},"dryRun":true,"dryRun":false}';
    const { message, details } = expectError(
      await under.call('set-user-values', body, JSON_TYPE),
      400,
      'BODY_NOT_JSON',
    );
    expect(message).toContain('it names /dryRun more than once');
    expect(details).toEqual([{ path: '/dryRun', message: 'is named more than once' }]);
    expect(under.omniCalls()).toEqual([]);
  });

  test('bytes that are not UTF-8', async () => {
    const body = Buffer.from('{"userName":"ada@acme.example","values":{"region":"Köln"}}', 'latin1');
    const { message } = expectError(await under.call('set-user-values', body, JSON_TYPE), 400, 'BODY_NOT_JSON');
    expect(message).toContain('it is not encoded as UTF-8');
    expect(under.omniCalls()).toEqual([]);
  });
});

test.each(['utf-8', 'UTF-8', '"utf-8"'])('the charset %s is read', async (charset) => {
  const body = Buffer.from('{"userName":"ada@acme.example","values":{"region":"Köln"}}');
  const headers = { 'content-type': `application/json; charset=${charset}` };
  expect(await under.call('set-user-values', body, headers)).toMatchObject({ status: 200, body: { changed: true } });
  expect(under.omni.findUser('ada@acme.example')?.values).toEqual({ region: 'Köln' });
});

test('a compressed body within the limit is read', async () => {
  const body = gzipSync(JSON.stringify({ userName: 'ada@acme.example', values: { region: 'emea' } }));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  expect(await under.call('set-user-values', body, headers)).toMatchObject({ status: 200, body: { changed: true } });
});

test('no body at all is an empty object', async () => {
  const authorization = `Bearer ${await under.token()}`;
  expect(await under.send('POST', '/v1/actions/ping', undefined, { authorization })).toMatchObject({ status: 200 });
});

test.each(['__proto__', 'constructor', 'prototype'])('the key %s is refused wherever it stands', async (key) => {
  const inValues = `{"userName":"ada@acme.example","values":{"region":"emea","${key}":"x"}}`;
  const onTop = `{"userName":"ada@acme.example","values":{"region":"emea"},"${key}":{"dryRun":true}}`;
  for (const [body, path] of [
    [inValues, `/values/${key}`],
    [onTop, `/${key}`],
  ] as const) {
    const answer = await under.call('set-user-values', body, { 'content-type': 'application/json' });
    expect(expectError(answer, 400, 'BODY_NOT_JSON').details).toEqual([{ path, message: 'is not allowed as a key' }]);
  }
  expect(under.omniCalls()).toEqual([]);
});
