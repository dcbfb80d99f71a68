import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { Secret } from '../../src/base/secret.ts';
import { AnswerTooLarge, createTransport, NoAnswer } from '../../src/omni/transport.ts';
import { useNock } from '../support/nock.ts';
import { ORIGIN } from './omni-under-test.ts';

const key = new Secret(randomUUID());
const read = { method: 'GET', path: '/api/v1/user-attributes' } as const;
const write = { method: 'PATCH', path: '/api/scim/v2/Users/u1', body: { value: 'emea' } } as const;

useNock();

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on loopback that answers as it likes. @returns its origin */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How sending fails. */
async function failure(origin: string, timeoutMs = 2_000, request: typeof read | typeof write = write) {
  const thrown = await createTransport(origin)(request, key, timeoutMs).catch((reason: unknown) => reason);
  if (thrown instanceof NoAnswer) return thrown;
  throw new Error('an answer came');
}

describe('an answer', () => {
  test.each<[string, number, string, unknown]>([
    ['JSON is parsed', 200, '{"a":1}', { a: 1 }],
    ['a refusal is an answer too', 422, '{"error":"no"}', { error: 'no' }],
    ['an empty body is nothing', 204, '', undefined],
    ['a page of a proxy is no JSON', 502, '<html><body>Bad Gateway</body></html>', undefined],
    ['JSON that is cut off is no JSON', 200, '{"records": [{"na', undefined],
    ['digits beyond 2^53-1 stay what they are as text', 200, '{"n":"9007199254740993"}', { n: '9007199254740993' }],
  ])('%s', async (_, status, text, json) => {
    nock(ORIGIN).get(read.path).reply(status, text);
    const answer = await createTransport(ORIGIN)(read, key, 2_000);
    expect(answer).toEqual({ status, text, json, retryAfterSeconds: undefined });
  });

  test.each([
    ['7', 7],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    ['soon', undefined],
    ['Infinity', undefined],
  ])('with Retry-After %s', async (header, seconds) => {
    nock(ORIGIN).get(read.path).reply(429, '', { 'Retry-After': header });
    expect((await createTransport(ORIGIN)(read, key, 2_000)).retryAfterSeconds).toBe(seconds);
  });
});

describe('the key', () => {
  test.each([301, 302, 307, 308])('does not follow a redirect (%i) to another host', async (status) => {
    const elsewhere = nock('https://other.example').get(/.*/).reply(200, {});
    nock(ORIGIN)
      .get(read.path)
      .reply(status, '', { Location: `https://other.example${read.path}` });
    expect((await createTransport(ORIGIN)(read, key, 2_000)).status).toBe(status);
    expect(elsewhere.isDone()).toBe(false);
  });

  test('goes to the configured host even when a path names another one', async () => {
    const elsewhere = nock('https://other.example').get(/.*/).reply(200, {});
    nock(ORIGIN).get(/.*/).reply(404, {});
    const request = { method: 'GET', path: 'https://other.example/api' } as const;
    expect((await createTransport(ORIGIN)(request, key, 2_000)).status).toBe(404);
    expect(elsewhere.isDone()).toBe(false);
  });

  test('is in no failure, however it is printed, and neither is the body', async () => {
    const error = await failure(await serve((request) => request.destroy()));
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(key.reveal());
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('emea');
  });
});

describe('no answer', () => {
  test('comes from a host that refuses the connection, and nothing was delivered', async () => {
    const origin = await serve(() => undefined);
    for (const close of closing.splice(0)) close();
    expect(await failure(origin)).toMatchObject({ delivered: false, message: 'the connection failed (ECONNREFUSED)' });
  });

  test.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('after %s, which happens before anything is sent', async (code) => {
    nock(ORIGIN)
      .patch(write.path)
      .replyWithError(Object.assign(new Error('failed'), { code }));
    expect(await failure(ORIGIN)).toMatchObject({ delivered: false, message: `the connection failed (${code})` });
  });

  test.each(['ECONNRESET', 'EPIPE', 'SOMETHING_NEW'])(
    'after %s, with which the request may have arrived',
    async (code) => {
      nock(ORIGIN)
        .patch(write.path)
        .replyWithError(Object.assign(new Error('failed'), { code }));
      expect(await failure(ORIGIN)).toMatchObject({ delivered: true, message: `the connection failed (${code})` });
    },
  );

  test('in time from a host that keeps silent: the request may have arrived', async () => {
    const origin = await serve(() => undefined);
    expect(await failure(origin, 30)).toMatchObject({ delivered: true, message: 'it did not answer in time' });
  });

  test('in time from a host that never ends: the limit is for the whole answer', async () => {
    const origin = await serve((_, response) => {
      const drip = setInterval(() => response.write(' '), 5);
      closing.push(() => clearInterval(drip));
    });
    expect(await failure(origin, 60)).toMatchObject({ delivered: true, message: 'it did not answer in time' });
  });

  test('from a host that drops the connection before it answers', async () => {
    expect(await failure(await serve((request) => request.destroy()))).toMatchObject({ delivered: true });
  });

  test('from a host that drops the connection in the middle of its answer', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{"id":', () => response.destroy());
    });
    expect(await failure(origin)).toMatchObject({ delivered: true });
  });

  test('from a host that sends 100 MB: it is cut off at 20', async () => {
    let sentMb = 0;
    const origin = await serve((_, response) => {
      const chunk = Buffer.alloc(1_048_576, 'x');
      const source = Readable.from(
        (function* () {
          for (; sentMb < 100; sentMb += 1) yield chunk;
        })(),
      );
      pipeline(source, response, () => undefined);
    });
    const error = await failure(origin, 10_000, read);
    expect(error).toBeInstanceOf(AnswerTooLarge);
    expect(error.delivered).toBe(true);
    expect(sentMb).toBeLessThan(40);
  });
});
