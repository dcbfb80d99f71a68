import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { sendCallback } from '../../src/callbacks/callback-send.ts';
import type { Job } from '../../src/schema/types.ts';
import { until } from '../support/until.ts';

const JOB = { jobId: 'job', status: 'done' } as Job;
const TOKEN = crypto.randomUUID();
const running: (() => void)[] = [];
afterEach(() => {
  for (const stop of running.splice(0)) stop();
});

async function listen(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  running.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?clientToken=${TOKEN}`);
}

const send = (url: URL, signal = new AbortController().signal): Promise<void> =>
  sendCallback(url, JOB, { signal, timeoutMs: 300 });

test.each([200, 201, 204, 299])('%s counts as taken', async (status) => {
  await send(await listen((_request, response) => void response.writeHead(status).end()));
});

test.each([301, 304, 400, 404, 429, 500])('%s does not', async (status) => {
  const url = await listen((_request, response) => void response.writeHead(status, { location: '/' }).end());
  await expect(send(url)).rejects.toThrow(`the answer has status ${status}`);
});

test('a body that never ends is not waited for', async () => {
  let closed = false;
  const url = await listen((_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
    response.writeHead(200).on('close', () => {
      clearInterval(timer);
      closed = true;
    });
  });
  await send(url);
  await until(() => closed);
});

test('silence ends with the time that it has', async () => {
  await expect(send(await listen(() => undefined))).rejects.toThrow('no answer in time');
});

test('the end of the process cuts it off', async () => {
  const stopped = new AbortController();
  const url = await listen(() => stopped.abort());
  await expect(send(url, stopped.signal)).rejects.toThrow('no answer in time');
});

test('no failure shows the address', async () => {
  const url = await listen((request) => request.socket.destroy());
  const failures = [await send(url).catch((error: Error) => error)];
  for (const stop of running.splice(0)) stop();
  failures.push(await send(url).catch((error: Error) => error));
  expect(failures.map(String)).toEqual([
    'Error: the connection failed (ECONNRESET)',
    'Error: the connection failed (ECONNREFUSED)',
  ]);
  expect(
    failures.map((error) => JSON.stringify([error, (error as Error).stack, (error as Error).cause])).join(),
  ).not.toContain(TOKEN);
});
