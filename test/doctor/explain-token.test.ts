import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import { SCOPES } from '../../src/actions/action.ts';
import { createTokenGuard, type TokenGuard } from '../../src/auth/token-guard.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type ExplainedToken, explainToken } from '../../src/cli/doctor/explain-token.ts';
import { keyPairOfTheRun } from '../support/signing-keys.ts';

const CLIENT = '0oaWorkflows';
const AUDIENCE = 'api://omni-connector';
let okta: AuthorizationServer;
let guard: TokenGuard;

beforeAll(async () => {
  const client = { id: CLIENT, secret: 'unused', scopes: ['omni.values.write', 'omni.attributes.read'] };
  const options = { audience: AUDIENCE, scopes: [...SCOPES], clients: [client], makeKeyPair: keyPairOfTheRun };
  okta = await createAuthorizationServer(options);
  await okta.listen();
  guard = createTokenGuard({ issuer: okta.issuer, audience: AUDIENCE, clientIds: [CLIENT], clock: systemClock });
  await guard.start();
});
afterAll(async () => {
  guard.stop();
  await okta.close();
});

const settings = () => ({ oktaIssuer: okta.issuer, oktaAudience: AUDIENCE, oktaClientIds: [CLIENT] });
const explain = (token: string) => explainToken(token, settings(), guard, Date.now());
const signed = (claims: Record<string, unknown> = {}) => okta.signToken(claims as never);
const saidOf = ({ findings }: ExplainedToken, check: string) => findings.find((finding) => finding.check === check);

test('a good token is explained claim by claim, with what it may call', async () => {
  const explained = await explain(await signed());
  expect(explained.findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
    'alg ok',
    'typ ok',
    'kid ok',
    'iss ok',
    'aud ok',
    'cid ok',
    'sub ok',
    'scp ok',
    'iat ok',
    'exp ok',
    'other claims ok',
    'verdict ok',
  ]);
  const needs = new Map(explained.actions.map(({ action, needs: lacks }) => [action, lacks]));
  expect(needs.get('set-user-values')).toEqual([]);
  expect(needs.get('ping')).toEqual([]);
  expect(needs.get('create-attribute')).toEqual(['omni.attributes.write']);
  expect(explained).toMatchObject({ ok: true, refusal: undefined });
});

const past = Math.floor(Date.now() / 1_000) - 7_200;

test.each<[what: string, claims: Record<string, unknown>, check: string, says: RegExp, code: string]>([
  [
    'another issuer',
    { iss: 'https://other.okta.com/oauth2/x' },
    'iss',
    /another authorization server; OKTA_ISSUER is http/,
    'TOKEN_WRONG_ISSUER',
  ],
  [
    'the org server',
    { iss: 'https://acme.okta.com' },
    'iss',
    /the org server, whose tokens are for Okta alone/,
    'TOKEN_FROM_ORG_SERVER',
  ],
  [
    'another audience',
    { aud: ['api://x', 'api://y'] },
    'aud',
    /OKTA_AUDIENCE is api:\/\/omni-connector/,
    'TOKEN_WRONG_AUDIENCE',
  ],
  [
    'another client',
    { cid: '0oaOther', sub: '0oaOther' },
    'cid',
    /OKTA_CLIENT_IDS does not name/,
    'CLIENT_NOT_ALLOWED',
  ],
  ['one that is over', { iat: past, exp: past + 3_600 }, 'exp', /60 min ago\. It is over/, 'TOKEN_EXPIRED'],
  [
    'one of the future',
    { iat: past + 14_400, exp: past + 18_000 },
    'iat',
    /issued in the future/,
    'TOKEN_NOT_YET_VALID',
  ],
  [
    'one that is not valid yet',
    { nbf: past + 14_400 },
    'nbf',
    /in 120 min\. It is not valid yet/,
    'TOKEN_NOT_YET_VALID',
  ],
  ['one that is bound to a key', { cnf: { jkt: 'x' } }, 'cnf', /bound to a DPoP key/, 'TOKEN_DPOP_BOUND'],
  ['one without scopes', { scp: undefined }, 'scp', /no scope was granted/, 'TOKEN_CLAIMS_INVALID'],
])('of %s it says what is wrong, and which error a call gets', async (_, claims, check, says, code) => {
  const token = await signed(claims);
  const explained = await explain(token);
  expect(saidOf(explained, check)).toMatchObject({ state: 'wrong', found: expect.stringMatching(says) });
  expect(explained).toMatchObject({ ok: false, refusal: { code } });
  for (const part of token.split('.')) expect(JSON.stringify(explained)).not.toContain(part);
});

test('a token of a person, or without scopes of the connector, is for a person to judge', async () => {
  const explained = await explain(await signed({ sub: 'ada@acme.example', scp: ['openid'], groups: ['EMEA readers'] }));
  expect(saidOf(explained, 'sub')).toMatchObject({ state: 'unsure' });
  expect(saidOf(explained, 'scp')).toMatchObject({ state: 'unsure', found: expect.stringContaining('ping is all') });
  // What other claims hold may be about a person.
  expect(JSON.stringify(explained)).not.toContain('EMEA');
  expect(saidOf(explained, 'other claims')?.found).toContain('groups');
});

test('a key that the server does not publish, and a signature of somebody else', async () => {
  const { privateKey, kid } = okta.signingKey() as never as { privateKey: never; kid: string };
  const claims = JSON.parse(Buffer.from((await signed()).split('.')[1] ?? '', 'base64url').toString());
  const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'nobodys' }).sign(privateKey);
  const explained = await explain(foreign);
  expect(saidOf(explained, 'kid')).toMatchObject({
    state: 'wrong',
    found: expect.stringContaining('nobodys is no key'),
  });
  expect(explained.refusal?.code).toBe('TOKEN_UNKNOWN_KEY');

  const [header = '', payload = ''] = (await signed()).split('.');
  const forged = await explain(`${header}.${payload}.${'A'.repeat(342)}`);
  expect(saidOf(forged, 'kid')).toMatchObject({ state: 'ok', found: expect.stringContaining(kid) });
  expect(forged.refusal?.code).toBe('TOKEN_BAD_SIGNATURE');
});

test.each<[what: string, token: string, says: RegExp, code: string]>([
  ['five parts', 'a.b.c.d.e', /encrypted/, 'TOKEN_ENCRYPTED'],
  ['something else', 'a-client-secret', /no JWT/, 'TOKEN_MALFORMED'],
  ['three parts of nothing', 'x.y.z', /no JSON/, 'TOKEN_MALFORMED'],
])('%s: it says what was given', async (_, token, says, code) => {
  const explained = await explain(token);
  expect(saidOf(explained, 'form')).toMatchObject({ state: 'wrong', found: expect.stringMatching(says) });
  expect(explained).toMatchObject({ ok: false, refusal: { code }, actions: [] });
  expect(JSON.stringify(explained)).not.toContain('a-client-secret');
});

test('what is copied with it is left out', async () => {
  const token = await signed();
  for (const given of [`Bearer ${token}`, `"${token}"`, `${token}\n`]) {
    expect(await explain(given)).toMatchObject({ ok: true });
  }
});
