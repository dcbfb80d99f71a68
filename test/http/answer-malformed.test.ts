import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { answerMalformed } from '../../src/http/answer-malformed.ts';
import { validatorOf } from '../../src/schema/validator.ts';
import { sendRaw } from '../support/raw-http.ts';

test('a client that is too slow with its headers is told so and cut off', async () => {
  const server = createServer({ connectionsCheckingInterval: 10, headersTimeout: 20, requestTimeout: 20 });
  server.on('clientError', answerMalformed);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const { status, head, body } = await sendRaw(`http://127.0.0.1:${port}`, 'GET / HTTP/1.1\r\nHost: a\r\n');
  const error = JSON.parse(body);
  expect([status, error.code]).toEqual([408, 'REQUEST_TIMEOUT']);
  expect(validatorOf('error.json')(error)).toBe(true);
  expect(head).toContain(`X-Request-Id: ${error.requestId}`);
  await new Promise((resolve) => server.close(resolve));
});
