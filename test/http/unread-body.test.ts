import { Agent } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import express from 'express';
import { serve } from '../../src/http/serve.ts';
import { closeUnread } from '../../src/http/unread-body.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { type RawAnswer, sendRaw } from '../support/raw-http.ts';

const start = useConnector();
let under: ConnectorUnderTest;
let agent: Agent;

beforeEach(async () => {
  under = await start({ environment: { MAX_BODY_BYTES: '200000' } });
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});

afterEach(() => agent.destroy());

const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, ' '), Buffer.from('\r\n')]);

/** A client that sends a body without an end and never stops by itself; resolves when the server has hung up. */
function sendEndlessly(url: string, head: readonly string[]): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
  const received: Buffer[] = [];
  const pump = () => {
    while (socket.writable && socket.write(CHUNK));
  };
  socket.on('data', (part: Buffer) => received.push(part));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    const [answered = '', body = ''] = Buffer.concat(received).toString().split('\r\n\r\n');
    resolve({ status: Number(answered.split(' ')[1]), head: answered, body });
  });
  socket.write([...head, 'Host: a', 'Transfer-Encoding: chunked', '', ''].join('\r\n'));
  socket.on('drain', pump);
  pump();
  return promise;
}

test('of a body that is sent without an end nothing but what was on its way is read, and the connection closes', async () => {
  const sockets: Socket[] = [];
  const app = express().use(closeUnread, (request, response) => {
    sockets.push(request.socket);
    response.status(401).json({ code: 'TOKEN_MISSING' });
  });
  const listening = await serve(app, '127.0.0.1', 0);
  const answer = await sendEndlessly(listening.url, ['POST / HTTP/1.1']);
  await listening.close();
  expect(answer).toMatchObject({ status: 401, body: '{"code":"TOKEN_MISSING"}' });
  expect(answer.head).toMatch(/^Connection: close$/im);
  expect(sockets[0]?.bytesRead).toBeLessThan(512 * 1_024);
  // Node's own way to end it would not leave the client the time to read.
  expect(sockets[0]?.destroySoon).not.toBe(Socket.prototype.destroySoon);
});

test('whatever is refused before its body, the client can read why, and is hung up on', async () => {
  const bearer = `Authorization: Bearer ${await under.token()}`;
  const scopeless = `Authorization: Bearer ${await under.token({ scp: ['other'] })}`;
  const json = 'Content-Type: application/json';
  const refused: [status: number, code: string, head: string[]][] = [
    [401, 'TOKEN_MISSING', ['POST /v1/actions/ping HTTP/1.1', json]],
    [403, 'SCOPE_MISSING', ['POST /v1/actions/push-users HTTP/1.1', json, scopeless]],
    [404, 'ACTION_NOT_FOUND', ['POST /v1/actions/nothing HTTP/1.1', json, bearer]],
    [404, 'ROUTE_NOT_FOUND', ['POST /nowhere HTTP/1.1', json]],
    [405, 'METHOD_NOT_ALLOWED', ['PUT /v1/actions/ping HTTP/1.1', json, bearer]],
    [413, 'BODY_TOO_LARGE', ['POST /v1/actions/ping HTTP/1.1', json, bearer]],
    [415, 'BODY_WRONG_TYPE', ['POST /v1/actions/ping HTTP/1.1', 'Content-Type: text/plain', bearer]],
  ];
  await Promise.all(
    refused.map(async ([status, code, head]) => {
      const answer = await sendEndlessly(under.connector.url, head);
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code]);
      expect(answer.head).toMatch(/^Connection: close$/im);
    }),
  );
  expect(await sendEndlessly(under.connector.url, ['GET /healthz HTTP/1.1'])).toMatchObject({ status: 200 });
});

describe('a connection is used again', () => {
  const post = (body: object | Buffer, headers: object) =>
    axios.post(`${under.connector.url}/v1/actions/ping`, body, {
      headers: { 'content-type': 'application/json', ...headers },
      httpAgent: agent,
      validateStatus: () => true,
    });

  test.each([
    ['after a small body that nobody wanted', { a: 1 }, 401],
    ['after a body of 60 KB that nobody wanted', { a: 'x'.repeat(60_000) }, 401],
    ['after a big body that was read', { a: 'x'.repeat(150_000) }, 400],
  ])('%s', async (_what, body, status) => {
    const headers = status === 401 ? {} : { authorization: `Bearer ${await under.token()}` };
    const ports = new Set<unknown>();
    for (let count = 0; count < 2; count += 1) {
      const answer = await post(body, headers);
      expect(answer.status).toBe(status);
      ports.add(answer.request.socket.localPort);
    }
    expect(ports.size).toBe(1);
  });
});

describe('a client that asks first whether its body is wanted (Expect: 100-continue)', () => {
  const ask = (authorization: string) =>
    sendRaw(
      under.connector.url,
      'POST /v1/actions/ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n' +
        `Expect: 100-continue\r\nContent-Length: 2\r\n${authorization}\r\n`,
      '{}',
    );

  test('is told to go on', async () => {
    const { status, body } = await ask(`Authorization: Bearer ${await under.token()}\r\n`);
    expect(status).toBe(100);
    expect(body).toMatch(/^HTTP\/1.1 200 OK/);
  });

  test('is refused at once', async () => {
    expect(await ask('')).toMatchObject({ status: 401 });
  });
});
