import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encryptAccessToken } from '../../local/okta/access-token.ts';
import type { ErrorCode } from '../../src/errors/error-codes.ts';
import { createForge, type Forge, hs256, ps256, rs256, unsigned } from '../support/tokens.ts';
import { CLIENT_ID, refusal, type Scene, setTheScene } from './set-up.ts';

const now = Math.floor(Date.now() / 1000);
const HOUR = 3_600;
const publicPem = (forge: Forge) => createPublicKey(forge.key).export({ type: 'spki', format: 'pem' });
const otherKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/**
 * How a token differs from a good one, and the refusal it must meet. All are correctly signed unless they say
 * otherwise.
 */
const TABLE: readonly (readonly [string, ErrorCode, (forge: Forge) => string | Promise<string>])[] = [
  ['exp is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ exp: undefined })],
  ['exp is a text of digits', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ exp: String(now + HOUR) })],
  ['exp is junk', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ exp: 'soon' })],
  ['exp is null', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ exp: null })],
  ['exp is an object', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ exp: { valueOf: 1, toString: 1 } })],
  ['exp is larger than any number', 'TOKEN_CLAIMS_INVALID', (forge) => withInfinite('exp', forge)],
  ['exp was a second ago', 'TOKEN_EXPIRED', (forge) => forge.signed({ iat: now - HOUR, exp: now - 1 })],
  ['exp is two days after iat', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ exp: now + 48 * HOUR })],
  ['iat is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ iat: undefined })],
  ['iat is a text', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ iat: String(now) })],
  ['iat is larger than any number', 'TOKEN_CLAIMS_INVALID', (forge) => withInfinite('iat', forge)],
  ['iat is one hour ahead', 'TOKEN_NOT_YET_VALID', (f) => f.signed({ iat: now + HOUR, exp: now + 2 * HOUR })],
  ['nbf is junk', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ nbf: 'later' })],
  ['nbf is null', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ nbf: null })],
  ['nbf is ten minutes ahead', 'TOKEN_NOT_YET_VALID', (forge) => forge.signed({ nbf: now + 600 })],
  ['cnf binds it to a DPoP key', 'TOKEN_DPOP_BOUND', (forge) => forge.signed({ cnf: { jkt: 'thumbprint' } })],
  ['iss is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ iss: undefined })],
  ['iss is another server', 'TOKEN_WRONG_ISSUER', (f) => f.signed({ iss: 'https://acme.okta.com/oauth2/other' })],
  ['iss has a slash at its end', 'TOKEN_WRONG_ISSUER', (forge) => forge.signed({ iss: `${forge.claims.iss}/` })],
  ['iss continues ours', 'TOKEN_WRONG_ISSUER', (forge) => forge.signed({ iss: `${forge.claims.iss}.evil.example` })],
  ['iss is the org server', 'TOKEN_FROM_ORG_SERVER', (forge) => forge.signed({ iss: 'https://acme.okta.com' })],
  ['aud is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ aud: undefined })],
  ['aud is another', 'TOKEN_WRONG_AUDIENCE', (forge) => forge.signed({ aud: 'api://default' })],
  ['aud looks like ours', 'TOKEN_WRONG_AUDIENCE', (forge) => forge.signed({ aud: `${forge.claims.aud}s` })],
  ['aud is a list without ours', 'TOKEN_WRONG_AUDIENCE', (f) => f.signed({ aud: ['api://default', 'api://omni'] })],
  ['iss is an object', 'TOKEN_CLAIMS_INVALID', (f) => f.signed({ iss: { toString: 1, valueOf: 1 } })],
  ['aud is an object', 'TOKEN_WRONG_AUDIENCE', (f) => f.signed({ aud: { toString: 1, valueOf: 1 } })],
  ['cid is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ cid: undefined })],
  ['cid is empty', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ cid: '' })],
  ['cid stands for the schedules', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ cid: 'schedule' })],
  ['cid stands for the commands', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ cid: 'command-line' })],
  ['cid stands for the event hook', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ cid: 'hook' })],
  ['cid is not allowed', 'CLIENT_NOT_ALLOWED', (forge) => forge.signed({ cid: `${CLIENT_ID}2` })],
  ['sub is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ sub: undefined })],
  ['scp is missing', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ scp: undefined })],
  ['scp is a text', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ scp: 'omni.values.read' })],
  ['scp holds a number', 'TOKEN_CLAIMS_INVALID', (forge) => forge.signed({ scp: ['omni.values.read', 1] })],
  ['payload is a list', 'TOKEN_MALFORMED', (forge) => forge.raw({ kid: kidOf(forge), alg: 'RS256' }, [forge.claims])],
  ['payload is not JSON', 'TOKEN_MALFORMED', (forge) => forge.raw({ kid: kidOf(forge), alg: 'RS256' }, 'hello')],
  ['header is null', 'TOKEN_MALFORMED', (forge) => forge.raw(null, forge.claims)],
  ['header is a list', 'TOKEN_MALFORMED', (forge) => forge.raw(['RS256'], forge.claims)],
  ['crit names an unknown extension', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { crit: ['exp'] })],
  ['typ is a DPoP proof', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { typ: 'dpop+jwt' })],
  ['typ is a logout token', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { typ: 'application/Logout+JWT' })],
  ['typ is a security event', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { typ: 'secevent+jwt' })],
  [
    'typ is the org server kind',
    'TOKEN_FROM_ORG_SERVER',
    (f) => f.signed({}, { typ: 'application/okta-internal-at+jwt' }),
  ],
  ['typ is null', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { typ: null })],
  ['typ is an object', 'TOKEN_MALFORMED', (f) => f.signed({}, { typ: { toString: 1, valueOf: 1 } })],
  ['alg is an object', 'TOKEN_MALFORMED', (f) => f.signed({}, { alg: { toString: 1, valueOf: 1 } })],
  ['alg is none, unsigned', 'TOKEN_MALFORMED', (forge) => forge.signedBy(unsigned, { alg: 'none' })],
  ['alg is none, with a signature', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { alg: 'none' })],
  [
    'alg is HS256, signed with the public key',
    'TOKEN_MALFORMED',
    (f) => f.signedBy(hs256(publicPem(f)), { alg: 'HS256' }),
  ],
  ['alg is RS256, HMAC with the public key', 'TOKEN_BAD_SIGNATURE', (f) => f.signedBy(hs256(publicPem(f)), {})],
  ['alg is PS256', 'TOKEN_MALFORMED', (forge) => forge.signedBy(ps256(forge.key), { alg: 'PS256' })],
  ['alg is RS256, PSS signature', 'TOKEN_BAD_SIGNATURE', (forge) => forge.signedBy(ps256(forge.key), {})],
  ['kid is missing', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { kid: undefined })],
  ['kid is an object', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { kid: { toString: 'x' } })],
  ['kid has 129 characters', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { kid: 'k'.repeat(129) })],
  ['kid has 10 kB', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { kid: 'k'.repeat(10_240) })],
  ['kid is a path', 'TOKEN_MALFORMED', (forge) => forge.signed({}, { kid: '../keys' })],
  ['kid is unknown', 'TOKEN_UNKNOWN_KEY', (forge) => forge.signed({}, { kid: 'nobodys' })],
  ['signed with another key', 'TOKEN_BAD_SIGNATURE', (forge) => forge.signedBy(rs256(otherKey()), {})],
  ['claims changed after signing', 'TOKEN_BAD_SIGNATURE', (forge) => spliced(forge)],
  ['signature is empty', 'TOKEN_MALFORMED', (forge) => forge.signedBy(unsigned, {})],
  ['two parts', 'TOKEN_MALFORMED', (forge) => forge.signed().split('.').slice(0, 2).join('.')],
  ['four parts', 'TOKEN_MALFORMED', (forge) => `${forge.signed()}.x`],
  ['five parts: encrypted', 'TOKEN_ENCRYPTED', (forge) => encryptAccessToken(forge.signed())],
  ['a space inside', 'TOKEN_MALFORMED', (forge) => forge.signed().replace('.', ' .')],
  ['not base64url', 'TOKEN_MALFORMED', (forge) => forge.signed().replace('.', '=.')],
];

const kidOf = (forge: Forge): unknown => {
  const [header = ''] = forge.signed().split('.');
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
};

/** JSON.parse makes Infinity of 1e999. */
const withInfinite = (name: string, forge: Forge): string =>
  forge.raw(
    { kid: kidOf(forge), alg: 'RS256' },
    JSON.stringify(forge.claims).replace(new RegExp(`"${name}":\\d+`), `"${name}":1e999`),
  );

/** A good token's header and signature around the claims of a greedier one. */
function spliced(forge: Forge): string {
  const [header, , signature] = forge.signed().split('.');
  const [, payload] = forge.signed({ scp: ['okta.setup'] }).split('.');
  return [header, payload, signature].join('.');
}

describe('the token table', () => {
  let scene: Scene;
  let forge: Forge;

  beforeAll(async () => {
    scene = await setTheScene({ clientIds: [CLIENT_ID] });
    await scene.guard.start();
    forge = await createForge(scene.server);
  });
  afterAll(() => scene.end());

  test.each(TABLE)('%s: %s', async (_name, code, make) => {
    const token = await make(forge);
    const error = await refusal(scene.check(token));
    expect(error.code).toBe(code);
    const shown = inspect([error, error.body('r'), scene.printed()], {
      depth: 20,
      showHidden: true,
    });
    for (const part of token.split('.').filter((one) => one.length > 8)) expect(shown).not.toContain(part);
  });

  test('what the verifier made of a wrong signature is told to the log in its class alone, and to nobody else', async () => {
    const { cause, details } = await refusal(scene.check(forge.signedBy(rs256(otherKey()), {})));
    expect([cause, details]).toEqual([new Error('@okta/jwt-verifier failed with JwtParseError'), []]);
  });

  test.each([
    ['as the server issues it', {}, {}],
    ['aud is a list with ours', { aud: ['api://default', 'api://omni-connector'] }, {}],
    ['iat is half a minute ahead', { iat: now + 30 }, {}],
    ['nbf has passed', { nbf: now - 60 }, {}],
    ['typ is at+jwt', {}, { typ: 'at+jwt' }],
    ['typ is JWT', {}, { typ: 'JWT' }],
  ])('accepted: %s', async (_name, claims, header) => {
    const caller = await scene.check(forge.signed(claims, header));
    expect(caller).toEqual({
      clientId: CLIENT_ID,
      subject: CLIENT_ID,
      scopes: new Set(['omni.values.read', 'omni.values.write']),
      expiresAt: Number(forge.claims.exp) * 1000,
    });
  });
});
