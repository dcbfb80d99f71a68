import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { type AuthorizationServer, createAuthorizationServer } from '../../../local/okta/authorization-server.ts';
import { payloadOf } from '../../support/tokens.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const AUDIENCE = 'api://omni-connector';
const client = { id: '0oaworkflows', secret: `:&+% ${randomUUID()}`, scopes: ['omni.values.read'] };
let server: AuthorizationServer;
let issuer: string;

beforeEach(async () => {
  server = await createAuthorizationServer({
    audience: AUDIENCE,
    scopes: ['omni.values.read', 'omni.values.write'],
    clients: [client],
    clock: virtualClock(),
    accessTokenSeconds: 300,
  });
  issuer = await server.listen();
});
afterEach(() => server.close());

type Form = Record<string, string>;
const credentials: Form = { client_id: client.id, client_secret: client.secret };
const goodForm: Form = { grant_type: 'client_credentials', scope: 'omni.values.read' };

async function askForToken(form: Form, headers: Record<string, string> = {}) {
  const response = await fetch(`${issuer}/v1/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

const readJson = async (path: string) => (await fetch(issuer + path)).json();
const formEncode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${formEncode(id)}:${formEncode(secret)}`).toString('base64')}`,
});

describe('the token endpoint', () => {
  test('issues an access token with the claims of a custom authorization server', async () => {
    const { status, headers, body } = await askForToken({ ...goodForm, ...credentials });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 300,
      access_token: expect.any(String),
      scope: 'omni.values.read',
    });
    const { payload, protectedHeader } = await compactVerify(
      String(body.access_token),
      createLocalJWKSet((await readJson('/v1/keys')) as JSONWebKeySet),
    );
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: server.signingKey().kid });
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({
      ver: 1,
      jti: expect.stringMatching(/^AT\./),
      iss: issuer,
      aud: AUDIENCE,
      iat: 0,
      exp: 300,
      cid: client.id,
      scp: ['omni.values.read'],
      sub: client.id,
    });
  });

  test('takes the credentials from a Basic header as well', async () => {
    expect((await askForToken(goodForm, basic(client.id, client.secret))).status).toBe(200);
  });

  test.each<[string, Form, number, string]>([
    ['no grant type', { ...credentials, scope: 'omni.values.read' }, 400, 'invalid_request'],
    ['another grant type', { ...goodForm, ...credentials, grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no credentials', goodForm, 401, 'invalid_client'],
    ['an unknown client', { ...goodForm, ...credentials, client_id: '0oaother' }, 401, 'invalid_client'],
    ['a wrong secret', { ...goodForm, ...credentials, client_secret: 'guess' }, 401, 'invalid_client'],
    ['no scope', { grant_type: 'client_credentials', ...credentials }, 400, 'invalid_scope'],
    ['an undefined scope', { ...goodForm, ...credentials, scope: 'omni.values' }, 400, 'invalid_scope'],
    ['a scope not granted', { ...goodForm, ...credentials, scope: 'omni.values.write' }, 400, 'access_denied'],
  ])('refuses %s', async (_name, form, status, error) => {
    expect(await askForToken(form)).toMatchObject({ status, body: { error, error_description: expect.any(String) } });
  });

  test.each([
    ['a wrong secret in a Basic header', basic(client.id, 'guess'), goodForm, 401, 'invalid_client'],
    ['credentials twice', basic(client.id, client.secret), { ...goodForm, ...credentials }, 400, 'invalid_request'],
  ])('refuses %s', async (_name, headers, form, status, error) => {
    expect(await askForToken(form, headers)).toMatchObject({ status, body: { error } });
  });
});

describe('traps', () => {
  const ask = () => askForToken({ ...goodForm, ...credentials });

  test('no access policy', async () => {
    server.traps.noPolicy = true;
    expect(await ask()).toMatchObject({
      status: 400,
      body: {
        error: 'access_denied',
        error_description: 'Policy evaluation failed for this request, please check the policy configurations.',
      },
    });
  });

  test('DPoP left on', async () => {
    server.traps.dpopRequired = true;
    expect(await ask()).toMatchObject({
      status: 400,
      body: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT header is missing.' },
    });
  });

  test('encrypted access tokens', async () => {
    server.traps.encryptedTokens = true;
    expect(String((await ask()).body.access_token).split('.')).toHaveLength(5);
  });

  test('tokens of the org server', async () => {
    server.traps.orgServerTokens = true;
    const { origin } = new URL(issuer);
    expect(payloadOf(String((await ask()).body.access_token))).toMatchObject({ iss: origin, aud: origin });
  });

  test('a key endpoint that fails or drops the connection', async () => {
    server.traps.keysOutage = 'error';
    expect((await fetch(`${issuer}/v1/keys`)).status).toBe(500);
    server.traps.keysOutage = 'drop';
    await expect(fetch(`${issuer}/v1/keys`)).rejects.toThrow();
  });

  test('a key endpoint that never answers, which does not keep the server from closing', async () => {
    server.traps.keysOutage = 'hang';
    const asked = fetch(`${issuer}/v1/keys`).catch(() => 'closed');
    while (server.keyRequests === 0) await new Promise(setImmediate);
    await server.close();
    expect(await asked).toBe('closed');
  });
});

describe('the keys', () => {
  const kids = async () => {
    const { keys } = (await readJson('/v1/keys')) as { keys: { kid: string }[] };
    return keys.map((key) => key.kid);
  };

  test('are published without private members, with a Cache-Control header, and counted', async () => {
    const response = await fetch(`${issuer}/v1/keys`);
    expect(response.headers.get('cache-control')).toMatch(/^max-age=\d+/);
    expect(await response.json()).toEqual({
      keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String), n: expect.any(String), e: 'AQAB' }],
    });
    expect(server.keyRequests).toBe(1);
  });

  test('can be rotated, and the old ones withdrawn', async () => {
    const { kid: old } = server.signingKey();
    await server.rotateKeys();
    const { kid: fresh } = server.signingKey();
    expect(await kids()).toEqual([fresh, old]);
    server.withdrawOldKeys();
    expect(await kids()).toEqual([fresh]);
  });
});

test.each(['oauth-authorization-server', 'openid-configuration'])('%s leads to the endpoints', async (document) => {
  expect(await readJson(`/.well-known/${document}`)).toMatchObject({
    issuer,
    token_endpoint: `${issuer}/v1/token`,
    jwks_uri: `${issuer}/v1/keys`,
  });
});

test('there is nothing else', async () => {
  for (const path of ['/.well-known/other', '/v1/introspect']) expect((await fetch(issuer + path)).status).toBe(404);
});

test('the issuer is known only while the server listens', async () => {
  const other = await createAuthorizationServer({ audience: AUDIENCE, scopes: [], clients: [] });
  expect(() => other.issuer).toThrow('does not listen');
  await expect(other.signToken()).rejects.toThrow('needs a client');
});
