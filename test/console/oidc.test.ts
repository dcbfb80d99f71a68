import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { createOidc } from '../../src/console/sign-in/oidc.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** An issuer that counts how often it is asked what it is. */
async function issuer(tell: (origin: string) => object | undefined) {
  const counted = { asked: 0, now: 1_900_000_000_000 };
  server = createServer((request, response) => {
    counted.asked += 1;
    const told = tell(`http://${request.headers.host}`);
    response.writeHead(told ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(told ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    issuer: origin,
    clientId: 'app',
    clientSecret: new Secret('made for a test'),
    viewGroups: [],
    operateGroups: [],
  };
  const oidc = createOidc(settings, { now: () => counted.now, sleep: async () => undefined });
  const begin = () => oidc.begin('https://connector.acme.example/console/callback');
  return { counted, begin };
}

const metadata = (origin: string, more: object = {}) => ({
  issuer: origin,
  authorization_endpoint: `${origin}/v1/authorize`,
  token_endpoint: `${origin}/v1/token`,
  ...more,
});

test('however many want to sign in, the issuer is asked once in five minutes what it is', async () => {
  const { counted, begin } = await issuer((origin) => metadata(origin));
  const begun = await Promise.all([begin(), begin(), begin()]);
  counted.now += 299_000;
  await begin();
  expect(counted.asked).toBe(1);
  expect(new Set(begun.map(({ pending }) => pending.state)).size).toBe(3);
  counted.now += 6_000;
  await begin();
  expect(counted.asked).toBe(2);
});

test('one that is down is asked again after five seconds, and not before', async () => {
  const { counted, begin } = await issuer((origin) => (counted.asked > 1 ? metadata(origin) : undefined));
  await expect(begin()).rejects.toThrow('answered 503');
  await expect(begin()).rejects.toThrow('answered 503');
  expect(counted.asked).toBe(1);
  counted.now += 5_000;
  await expect(begin()).resolves.toMatchObject({ url: expect.any(URL) });
});

test.each([
  ['that calls itself something else', { issuer: 'https://evil.example' }],
  ['whose sign-in is on another host', { authorization_endpoint: 'https://evil.example/authorize' }],
])('nobody is sent to one %s', async (_what, more) => {
  const { begin } = await issuer((origin) => metadata(origin, more));
  await expect(begin()).rejects.toThrow();
});

test('groups are asked for by their scope where the issuer has one', async () => {
  const { begin } = await issuer((origin) => metadata(origin, { scopes_supported: ['openid', 'groups'] }));
  expect((await begin()).url.searchParams.get('scope')).toBe('openid profile groups');
});
