import { createPublicKey, randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { Secret } from '../../src/base/secret.ts';
import { accessTokens } from '../../src/okta/access-tokens.ts';
import type { OktaSession } from '../../src/okta/okta-org.ts';
import type { OktaScope } from '../../src/okta/scopes.ts';
import { LeapingClock } from '../omni/leaping-clock.ts';
import { useNock } from '../support/nock.ts';
import { appUser, mapping, mappings, schema, user, userTypes } from './answers.ts';
import { CLIENT_ID, keys, OktaUnderTest, ORIGIN, type Reply, type Sent, TOKEN_PATH } from './okta-under-test.ts';

useNock();

const HOUR_MS = 3_600_000;
const form = ({ body }: Sent) => new URLSearchParams(String(body));

/** The checked claims of a request's assertion. */
async function claims(request: Sent): Promise<JWTPayload> {
  const assertion = form(request).get('client_assertion') ?? '';
  const options = { issuer: CLIENT_ID, subject: CLIENT_ID, audience: `${ORIGIN}${TOKEN_PATH}` };
  const key = createPublicKey(keys.publicKey.export({ type: 'spki', format: 'pem' }));
  return (await jwtVerify(assertion, key, options)).payload;
}

/** Reads the schema as often as asked, whatever it holds. */
function reading(options?: ConstructorParameters<typeof OktaUnderTest>[0]): OktaUnderTest {
  const okta = new OktaUnderTest(options);
  okta.otherwise = () => schema({});
  return okta;
}

/** What Okta answers, by a part of the path: the first that fits. */
const REPLIES: readonly [string, Reply][] = [
  ['/meta/types', userTypes],
  ['/mappings?', mappings],
  ['/mappings/', mapping({})],
  ['/api/v1/users/', { json: user('00u1') }],
  ['/users/00u1', { json: appUser('00u1') }],
  ['/users?', { json: [] }],
];

describe('the token request', () => {
  test('proves who we are with a signed assertion and asks for just the scope that the call needs', async () => {
    const okta = reading();
    await okta.session().userSchema();
    const [request] = okta.tokenRequests;
    if (!request) throw new Error('nothing was sent');
    expect(request.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/x-www-form-urlencoded/),
    });
    expect(request.headers).not.toHaveProperty('authorization');
    expect(request.headers).not.toHaveProperty('dpop');
    const sent = form(request);
    expect(Object.fromEntries([...sent].filter(([name]) => name !== 'client_assertion'))).toEqual({
      grant_type: 'client_credentials',
      client_id: CLIENT_ID,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      scope: 'okta.schemas.read',
    });
    const { iat = 0, ...rest } = await claims(request);
    expect(Math.abs(iat * 1_000 - Date.now())).toBeLessThan(60_000);
    expect(rest).toEqual({
      iss: CLIENT_ID,
      sub: CLIENT_ID,
      aud: `${ORIGIN}${TOKEN_PATH}`,
      exp: iat + 60,
      jti: expect.any(String),
    });
    expect(decodeProtectedHeader(sent.get('client_assertion') ?? '')).toEqual({ alg: 'RS256', kid: 'key1' });
  });

  test('to write asks for what only writes need, and is made when the first write comes', async () => {
    const okta = reading();
    await okta.session().userSchema();
    okta.otherwise = ({ method }) =>
      method === 'GET' ? schema({ region: { title: 'R', type: 'string' } }) : schema({});
    await okta.session().writeUserAttribute('region', { title: 'R', type: 'string' });
    expect(okta.tokenRequests.map((request) => form(request).get('scope'))).toEqual([
      'okta.schemas.read',
      'okta.schemas.manage',
    ]);
    const [read, write] = okta.tokens;
    expect(okta.sent.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['GET', `Bearer ${read}`],
      ['POST', `Bearer ${write}`],
      ['GET', `Bearer ${read}`],
    ]);
  });

  test('names no key when the private key has no id', async () => {
    const okta = reading({ kid: '' });
    await okta.session().userSchema();
    const [request] = okta.tokenRequests;
    expect(decodeProtectedHeader(request ? (form(request).get('client_assertion') ?? '') : '')).toEqual({
      alg: 'RS256',
    });
  });

  test('goes to an org on loopback by http, for the sandbox', async () => {
    const okta = reading({ orgUrl: 'http://127.0.0.1:4000' });
    await okta.session().userSchema();
    expect(okta.tokenRequests).toHaveLength(1);
  });

  test('is signed anew for each try', async () => {
    const okta = reading();
    okta.tokenReplies.push({ breaks: 'ECONNRESET' }, { status: 503 }, { status: 429 });
    await okta.session().userSchema();
    const ids = await Promise.all(okta.tokenRequests.map(async (request) => (await claims(request)).jti));
    expect(new Set(ids).size).toBe(4);
  });

  test.each<[string, (session: OktaSession) => Promise<unknown>, readonly OktaScope[]]>([
    ['a schema', (session) => session.userSchema(), ['okta.schemas.read']],
    ["the app's schema", (session) => session.appSchema(), ['okta.schemas.read']],
    ['the mapping', (session) => session.mapping(), ['okta.userTypes.read', 'okta.profileMappings.read']],
    [
      'a mapping to write',
      (session) => session.writeMapping('prm1', 'x', undefined),
      ['okta.profileMappings.manage', 'okta.profileMappings.read'],
    ],
    ['a user', (session) => session.user('00u1'), ['okta.users.read']],
    ['a profile to write', (session) => session.updateUser('00u1', {}), ['okta.users.manage']],
    ["the app's users", (session) => session.appUserPage(), ['okta.apps.read']],
    ['one user of the app', (session) => session.appUser('00u1'), ['okta.apps.read']],
  ])('for %s asks for its scopes alone, each once', async (_, call, scopes) => {
    const okta = new OktaUnderTest();
    okta.otherwise = ({ path }) => REPLIES.find(([part]) => path.includes(part))?.[1] ?? schema({});
    for (const _time of ['first', 'second']) await call(okta.session());
    expect(okta.tokenRequests.map((request) => form(request).get('scope'))).toEqual(scopes);
  });

  test('for a scope that is not granted fails what needs it, and nothing else', async () => {
    const okta = reading();
    okta.otherwise = ({ path }) => (path.startsWith('/api/v1/users') ? { json: user('00u1') } : schema({}));
    okta.tokenReplies.push({ status: 400, json: { error: 'invalid_scope' } });
    const error = await okta.failure((session) => session.user('00u1'));
    expect([error.code, error.message]).toEqual(['OKTA_ACCESS_REFUSED', expect.stringContaining('okta.users.read')]);
    expect((await okta.session().userSchema()).custom.size).toBe(0);
  });

  test('is made once for calls at the same time', async () => {
    const okta = reading();
    await Promise.all([okta.session().userSchema(), okta.session().userSchema(), okta.session().appSchema()]);
    expect(okta.tokenRequests).toHaveLength(1);
  });

  test('waits for nobody longer than the caller can', async () => {
    const okta = reading();
    // The clock leaps to the deadline while the token is under way.
    expect((await okta.failure((session) => session.userSchema(), 5_000)).code).toBe('OKTA_TOO_SLOW');
    await okta.session().userSchema();
    expect(okta.tokenRequests).toHaveLength(1);
  });
});

describe('a token', () => {
  test('is used for nine tenths of its life', async () => {
    const okta = reading();
    await okta.session().userSchema();
    okta.clock.pass(0.9 * HOUR_MS - 1);
    await okta.session().userSchema();
    expect(okta.tokenRequests).toHaveLength(1);
    okta.clock.pass(1);
    await okta.session().userSchema();
    expect(okta.sent.map(({ headers }) => headers.authorization)).toEqual(
      [0, 0, 1].map((index) => `Bearer ${okta.tokens[index]}`),
    );
  });

  test('that Okta no longer takes is replaced once, and the call goes on', async () => {
    const okta = reading().replies({ status: 401, json: {} });
    await okta.session().userSchema();
    expect(okta.sent.map(({ headers }) => headers.authorization)).toEqual(
      okta.tokens.map((token) => `Bearer ${token}`),
    );
    expect(okta.tokens).toHaveLength(2);
  });

  test('that is refused when it is new means no access', async () => {
    const okta = reading().replies({ status: 401, json: {} }, { status: 401, json: { errorCode: 'E0000011' } });
    const error = await okta.failure((session) => session.userSchema());
    expect([error.code, error.facts.detail, okta.tokens.length]).toEqual(['OKTA_ACCESS_REFUSED', 'E0000011', 2]);
  });
});

test('a token that was replaced already is not dropped a second time', async () => {
  let granted = 0;
  const send = async () => {
    granted += 1;
    const text = JSON.stringify({ access_token: `token${granted}`, token_type: 'Bearer' });
    return { status: 200, header: () => undefined, text, json: undefined };
  };
  const privateKey = new Secret(JSON.stringify(keys.privateKey.export({ format: 'jwk' })));
  const clock = new LeapingClock();
  const app = { orgUrl: ORIGIN, clientId: CLIENT_ID, privateKey: () => privateKey };
  const tokens = accessTokens({ ...app, send, clock, random: () => 0 })('okta.apps.read');
  const first = await tokens.get(Number.POSITIVE_INFINITY);
  tokens.drop(first);
  const second = await tokens.get(Number.POSITIVE_INFINITY);
  tokens.drop(first);
  expect(await tokens.get(Number.POSITIVE_INFINITY)).toBe(second);
  expect(granted).toBe(2);
});

describe('a refusal', () => {
  test.each([
    [
      400,
      { error: 'invalid_scope', error_description: 'The scope is not granted.' },
      'invalid_scope The scope is not granted',
    ],
    [401, { error: 'invalid_client' }, 'invalid_client'],
    [401, { errorCode: 'invalid_client', errorSummary: 'Invalid value.' }, 'invalid_client Invalid value'],
    [403, '<html>', 'status 403 without a message'],
  ])('of the token (%i %j) tells what Okta said, and is final', async (status, json, detail) => {
    const okta = reading();
    okta.tokenReplies.push({ status, json, headers: { 'X-Okta-Request-Id': 'reqX1' } });
    const error = await okta.failure((session) => session.userSchema());
    expect([error.code, error.facts]).toEqual([
      'OKTA_ACCESS_REFUSED',
      { detail: `asked for okta.schemas.read, it says ${detail}` },
    ]);
    expect(error.details).toEqual([{ path: '', message: 'X-Okta-Request-Id: reqX1' }]);
    expect([okta.tokenRequests.length, okta.sent.length]).toEqual([1, 0]);
  });

  test('ends no later call', async () => {
    const okta = reading();
    okta.tokenReplies.push({ status: 400, json: { error: 'invalid_client' } });
    await okta.failure((session) => session.userSchema());
    expect((await okta.session().userSchema()).custom.size).toBe(0);
  });

  test.each([
    ['no token', { token_type: 'Bearer', expires_in: 3_600 }],
    ['another kind of token', { access_token: 'planted', token_type: 'mac' }],
    ['no JSON', 'planted'],
    ['nothing', undefined],
  ])('is what %s amounts to, and its words are not repeated', async (_, json) => {
    const okta = reading();
    okta.tokenReplies.push({ json });
    const error = await okta.failure((session) => session.userSchema());
    expect(error.code).toBe('OKTA_UNEXPECTED_ANSWER');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('planted');
  });

  test('is what a redirect of the token request amounts to: the assertion goes nowhere else', async () => {
    const okta = reading();
    okta.tokenReplies.push({ status: 302, headers: { Location: 'https://other.example/' } });
    expect((await okta.failure((session) => session.userSchema())).code).toBe('OKTA_UNEXPECTED_ANSWER');
  });

  test('comes after four tries of an endpoint that is down', async () => {
    const okta = reading();
    okta.tokenReplies.push(...Array.from({ length: 9 }, () => ({ status: 500 })));
    const error = await okta.failure((session) => session.userSchema());
    expect([error.code, error.facts.problem, okta.tokenRequests.length]).toEqual(['OKTA_UNREACHABLE', 'status 500', 4]);
    expect(okta.clock.slept).toEqual([500, 1_000, 2_000]);
  });
});

test('no error holds the key, an assertion or a token', async () => {
  const secret = randomUUID();
  const okta = reading();
  okta.tokenReplies.push(
    { json: { access_token: secret, token_type: 'Bearer', expires_in: 3_600 } },
    { breaks: 'ECONNRESET' },
    { status: 400, json: { error: 'invalid_client' } },
  );
  okta.replies({ breaks: 'ECONNRESET' }, { breaks: 'EPIPE' }, { breaks: 'ECONNRESET' }, { breaks: 'ENOTFOUND' });
  const errors = [await okta.failure((session) => session.userSchema())];
  okta.replies({ status: 401 });
  errors.push(await okta.failure((session) => session.userSchema()));
  const printed = inspect(errors, { depth: 20, showHidden: true });
  const assertions = okta.tokenRequests.map((request) => form(request).get('client_assertion') ?? 'none');
  const { d = 'none' } = keys.privateKey.export({ format: 'jwk' });
  for (const hidden of [secret, d, ...assertions]) expect(printed).not.toContain(hidden);
});
