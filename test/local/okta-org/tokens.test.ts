import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { generateKeyPair } from 'jose';
import {
  assertion,
  hashOf,
  MAPPINGS,
  proofMaker,
  refusal,
  setUp,
  TOKEN,
  USER_SCHEMA,
  USER_TYPES,
  USERS,
} from './set-up.ts';

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow;

describe('the token endpoint', () => {
  test('gives a bearer token of an hour for a signed assertion', async () => {
    const { ask } = await setUp();
    const { status, data, headers } = await ask({ scope: 'okta.users.read okta.apps.read' });
    expect(status).toBe(200);
    expect(data).toEqual({
      token_type: 'Bearer',
      expires_in: 3_600,
      access_token: expect.any(String),
      scope: 'okta.users.read okta.apps.read',
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['another issuer', { iss: 'other' }],
    ['another subject', { sub: 'other' }],
    ['another audience', { aud: 'https://acme.example/oauth2/v1/token' }],
    ['no exp', { exp: undefined }],
    ['a past exp', { exp: seconds(-10) }],
    ['an exp after more than an hour', { exp: seconds(3_700) }],
    ['no jti', { jti: undefined }],
  ])('refuses an assertion with %s', async (_name, claims) => {
    const { okta, url, ask } = await setUp();
    const { status, data } = await ask({ client_assertion: await assertion(okta, url, claims) });
    expect([status, data.error]).toEqual([401, 'invalid_client']);
  });

  test('refuses an assertion of another key, and one that was used', async () => {
    const { okta, url, ask } = await setUp();
    const { privateKey } = await generateKeyPair('ES256');
    const foreign = await ask({ client_assertion: await assertion(okta, url, {}, privateKey) });
    expect([foreign.status, foreign.data.error]).toEqual([401, 'invalid_client']);
    const client_assertion = await assertion(okta, url);
    expect((await ask({ client_assertion })).status).toBe(200);
    expect(await ask({ client_assertion })).toMatchObject({
      status: 401,
      data: { error: 'invalid_client', error_description: 'The client_assertion was used already.' },
    });
  });

  test('refuses a client secret, in the form and in the header', async () => {
    const { okta, ask } = await setUp();
    const secret = randomUUID();
    const basic = `Basic ${Buffer.from(`${okta.client.id}:${secret}`).toString('base64')}`;
    for (const answer of [await ask({ client_secret: secret }), await ask({}, { authorization: basic })]) {
      expect(answer).toMatchObject({ status: 401, data: { error: 'invalid_client' } });
    }
  });

  test.each([
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['a scope that was not granted', { scope: 'okta.users.read okta.apps.manage' }, 'invalid_scope'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses %s', async (_name, form, error) => {
    const { ask } = await setUp({ switches: { grantedScopes: ['okta.users.read'] } });
    expect(await ask(form)).toMatchObject({ status: 400, data: { error } });
  });
});

describe('a bearer token', () => {
  test('is needed for every call, and lives for an hour', async () => {
    const { clock, http, send } = await setUp();
    expect(refusal(await http.get(USER_TYPES))).toMatchObject({ status: 401, code: 'E0000011' });
    const unknown = await send('GET', USER_TYPES, undefined, { authorization: `Bearer ${randomUUID()}` });
    expect(refusal(unknown)).toMatchObject({ status: 401, code: 'E0000011' });
    expect(unknown.headers['www-authenticate']).toContain('error="invalid_token"');
    expect((await send('GET', USER_TYPES)).status).toBe(200);
    clock.advance(3_599_999);
    expect((await send('GET', USER_TYPES)).status).toBe(200);
    clock.advance(1);
    expect((await send('GET', USER_TYPES)).status).toBe(401);
  });

  test('is worth nothing once it is revoked', async () => {
    const { okta, send } = await setUp();
    expect((await send('GET', USER_TYPES)).status).toBe(200);
    okta.revokeTokens();
    expect((await send('GET', USER_TYPES)).status).toBe(401);
  });
});

describe('permissions', () => {
  const calls = (appId: string, mappingId: string) =>
    [
      ['GET', USER_SCHEMA, 'okta.schemas.read'],
      ['POST', USER_SCHEMA, 'okta.schemas.manage'],
      ['GET', `/api/v1/meta/schemas/apps/${appId}/default`, 'okta.schemas.read'],
      ['POST', `/api/v1/meta/schemas/apps/${appId}/default`, 'okta.schemas.manage'],
      ['GET', USER_TYPES, 'okta.userTypes.read'],
      ['GET', '/api/v1/mappings', 'okta.profileMappings.read'],
      ['GET', `/api/v1/mappings/${mappingId}`, 'okta.profileMappings.read'],
      ['POST', `/api/v1/mappings/${mappingId}`, 'okta.profileMappings.manage'],
      ['GET', `/api/v1/apps/${appId}/users`, 'okta.apps.read'],
      ['GET', `/api/v1/apps/${appId}/users/00u`, 'okta.apps.read'],
      ['POST', `/api/v1/apps/${appId}/users/00u`, 'okta.apps.manage'],
      ['GET', `${USERS}/00u`, 'okta.users.read'],
      ['POST', `${USERS}/00u`, 'okta.users.manage'],
    ] as const;

  const bodyFor = (path: string): object => (path.includes('/mappings/') ? { properties: {} } : { profile: {} });

  test('each call needs its scope and no other one', async () => {
    const { okta, ask, send } = await setUp();
    for (const [method, path, needed] of calls(okta.appId, okta.mappingId)) {
      const others = okta.switches.grantedScopes.filter((scope) => scope !== needed).join(' ');
      for (const [scope, isRefused] of [
        [needed, false],
        [others, true],
      ] as const) {
        const authorization = `Bearer ${(await ask({ scope })).data.access_token}`;
        const answer = await send(method, path, method === 'POST' ? bodyFor(path) : undefined, {
          authorization,
        });
        expect([path, scope, answer.data.errorCode === 'E0000006']).toEqual([path, scope, isRefused]);
        if (isRefused) expect(answer.status).toBe(403);
      }
    }
  });

  test('an app without an admin role may do nothing, whatever its scopes', async () => {
    const { okta, send } = await setUp({ switches: { adminRole: false } });
    for (const [method, path] of calls(okta.appId, okta.mappingId)) {
      expect(refusal(await send(method, path))).toMatchObject({ status: 403, code: 'E0000006' });
    }
  });
});

describe('DPoP', () => {
  /** A double that requires DPoP, and a bound token. */
  async function setUpBound() {
    const org = await setUp({ switches: { dpopRequired: true } });
    const maker = await proofMaker();
    const prove = (claims = {}, header = {}) => maker.prove('POST', org.url + TOKEN, claims, header);
    const nonce = String((await org.ask({}, { dpop: await prove() })).headers['dpop-nonce']);
    const { data } = await org.ask({}, { dpop: await prove({ nonce }) });
    const token: string = data.access_token;
    const call = (headers: Record<string, string>) =>
      org.http.get(`${MAPPINGS}?limit=1`, { headers: { authorization: `DPoP ${token}`, ...headers } });
    return { ...org, maker, prove, nonce, data, token, call, address: org.url + MAPPINGS };
  }

  test('a token request without a proof is refused', async () => {
    const { ask } = await setUp({ switches: { dpopRequired: true } });
    expect(await ask()).toMatchObject({ status: 400, data: { error: 'invalid_dpop_proof' } });
  });

  test('a proof without a nonce of the server is sent back with one, and the token is bound', async () => {
    const { ask, prove, nonce, data } = await setUpBound();
    for (const claims of [{}, { nonce: randomUUID() }]) {
      const answer = await ask({}, { dpop: await prove(claims) });
      expect(answer).toMatchObject({ status: 400, data: { error: 'use_dpop_nonce' } });
      expect(answer.headers['dpop-nonce']).toBe(nonce);
    }
    expect(data).toMatchObject({ token_type: 'DPoP', expires_in: 3_600 });
  });

  test('the assertion of a try that was sent back for a nonce is used up', async () => {
    const { okta, url, ask, prove, nonce } = await setUpBound();
    const client_assertion = await assertion(okta, url);
    expect((await ask({ client_assertion }, { dpop: await prove() })).data.error).toBe('use_dpop_nonce');
    expect((await ask({ client_assertion }, { dpop: await prove({ nonce }) })).data.error).toBe('invalid_client');
  });

  test('the nonce is renewed after a day and taken for three', async () => {
    const { clock, ask, prove, nonce } = await setUpBound();
    clock.advance(86_400_000);
    const renewed = (await ask({}, { dpop: await prove() })).headers['dpop-nonce'];
    expect(renewed).not.toBe(nonce);
    expect((await ask({}, { dpop: await prove({ nonce }) })).status).toBe(200);
    clock.advance(2 * 86_400_000);
    expect((await ask({}, { dpop: await prove({ nonce }) })).data.error).toBe('use_dpop_nonce');
  });

  test.each([
    ['another method', { htm: 'GET' }, {}],
    ['another address', { htu: 'https://acme.example/oauth2/v1/token' }, {}],
    ['no jti', { jti: undefined }, {}],
    ['an old iat', { iat: seconds(-600) }, {}],
    ['another type', {}, { typ: 'jwt' }],
    ['no key', {}, { jwk: undefined }],
  ])('a proof with %s is refused', async (_name, claims, header) => {
    const { ask, prove, nonce } = await setUpBound();
    const answer = await ask({}, { dpop: await prove({ nonce, ...claims }, header) });
    expect(answer).toMatchObject({ status: 400, data: { error: 'invalid_dpop_proof' } });
  });

  test('a bound token needs a fresh proof with its hash on each call', async () => {
    const { maker, token, call, address } = await setUpBound();
    const dpop = await maker.prove('GET', address, { ath: hashOf(token) });
    expect((await call({ dpop })).status).toBe(200);
    const again = await call({ dpop });
    expect(refusal(again)).toMatchObject({ status: 401, code: 'E0000011' });
    expect(again.headers['www-authenticate']).toContain('DPoP error="invalid_dpop_proof"');
  });

  test.each<[string, string, string, Record<string, string>]>([
    ['without ath', 'GET', MAPPINGS, {}],
    ['with the ath of another token', 'GET', MAPPINGS, { ath: hashOf('other') }],
    ['of another method', 'POST', MAPPINGS, { ath: 'right' }],
    ['of another path', 'GET', USERS, { ath: 'right' }],
    ['with the query in htu', 'GET', `${MAPPINGS}?limit=1`, { ath: 'right' }],
  ])('a proof %s is refused on a call', async (_name, method, path, claims) => {
    const { url, maker, token, call } = await setUpBound();
    const ath = claims.ath === 'right' ? { ath: hashOf(token) } : claims;
    const answer = await call({ dpop: await maker.prove(method, url + path, ath) });
    expect(refusal(answer)).toMatchObject({ status: 401, code: 'E0000011' });
  });

  test('a bound token is refused without a proof, with a proof of another key, and as a bearer token', async () => {
    const { token, call, address } = await setUpBound();
    const other = await (await proofMaker()).prove('GET', address, { ath: hashOf(token) });
    const statuses = [await call({}), await call({ dpop: other }), await call({ authorization: `Bearer ${token}` })];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});
