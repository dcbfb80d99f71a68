import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { deliveredDocument } from './document.ts';

const start = useConnector();

test('ping is fit for _authping: no field, no scope, a small answer, and Omni is asked once', async () => {
  const c = await start();
  const first = await c.call('ping');
  expect(first).toMatchObject({ status: 200, body: { ok: true } });
  expect(first.text.length).toBeLessThan(1_000);

  c.omni.log.clear();
  for (let i = 0; i < 20; i += 1) expect((await c.call('ping')).body).toEqual(first.body);
  expect(c.omniCalls()).toEqual([]);
});

test('ping wants a token, so that it proves the authorization', async () => {
  expectError(await (await start()).send('POST', '/v1/actions/ping', {}), 401, 'TOKEN_MISSING');
});

test('ping by GET answers the same, wants a token too, and may be described by any core flow', async () => {
  const c = await start();
  const authorization = `Bearer ${await c.token()}`;
  const answer = await c.send('GET', '/v1/ping', undefined, { authorization });
  expect([answer.status, answer.body]).toEqual([200, (await c.call('ping')).body]);
  expectError(await c.send('GET', '/v1/ping'), 401, 'TOKEN_MISSING');
  expect(deliveredDocument().paths['/v1/ping']?.get).toMatchObject({ security: [{ oauth2: [] }] });
  expect(deliveredDocument().paths['/v1/ping']?.get).not.toHaveProperty('requestBody');
});

test('the document says the same of ping', () => {
  const { components, paths } = deliveredDocument();
  expect(components.schemas.PingInput).toMatchObject({ properties: {}, additionalProperties: false });
  expect(paths['/v1/actions/ping']?.post).toMatchObject({
    security: [{ oauth2: [] }],
    requestBody: { required: false, content: { 'application/json': { example: {} } } },
  });
});
