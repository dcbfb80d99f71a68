import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import type { HttpSend } from '../../src/base/http-client.ts';
import { Secret } from '../../src/base/secret.ts';
import { createTokenRequest } from '../../src/okta/token-request.ts';
import { useNock } from '../support/nock.ts';
import { mapping, mappings, schema, user, userTypes } from './answers.ts';
import {
  APP_ID,
  CLIENT_ID,
  keys,
  OktaUnderTest,
  ORIGIN,
  type Reply,
  type Sent,
  TOKEN_PATH,
} from './okta-under-test.ts';

useNock();

const asksForProof = {
  status: 400,
  json: { error: 'invalid_dpop_proof', error_description: 'header is missing' },
};
const asksForNonce: Reply = {
  status: 400,
  json: { error: 'use_dpop_nonce' },
  headers: { 'DPoP-Nonce': 'token-nonce' },
};
const granted = (token: string) => ({
  status: 200,
  json: { access_token: token, token_type: 'DPoP', expires_in: 3_600 },
});

/** The claims of a request's proof, and the thumbprint of the key that signed it. */
async function proof({ headers }: Sent): Promise<Readonly<Record<string, unknown>>> {
  const { payload, protectedHeader } = await jwtVerify(String(headers.dpop), EmbeddedJWK, { typ: 'dpop+jwt' });
  expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'jwk', 'typ']);
  expect(protectedHeader.jwk).not.toHaveProperty('d');
  return { ...payload, key: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
}

const jtiOf = (request: Sent): string => {
  const assertion = new URLSearchParams(String(request.body)).get('client_assertion') ?? '';
  return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()).jti;
};

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

test('an app that wants proofs is asked without one, then with one, then with its nonce, and remembered', async () => {
  const okta = new OktaUnderTest().replies(schema({}), schema({}));
  okta.tokenReplies.push(asksForProof, asksForNonce, granted('token1'), granted('token2'));
  await okta.session().userSchema();
  const [bare, first, second] = okta.tokenRequests;
  if (!bare || !first || !second) throw new Error('the dance is too short');
  expect(bare.headers).not.toHaveProperty('dpop');
  const proofs = [await proof(first), await proof(second)];
  const shared = { htm: 'POST', htu: `${ORIGIN}${TOKEN_PATH}`, iat: expect.any(Number), jti: expect.any(String) };
  const key = proofs[0]?.key;
  expect(proofs).toEqual([
    { ...shared, key },
    { ...shared, key, nonce: 'token-nonce' },
  ]);
  expect(proofs[0]?.jti).not.toBe(proofs[1]?.jti);
  expect(new Set([bare, first, second].map(jtiOf)).size).toBe(3);

  okta.clock.pass(3_600_000);
  await okta.session().userSchema();
  expect(okta.tokenRequests).toHaveLength(4);
  expect(await proof(okta.tokenRequests[3] as Sent)).toMatchObject({ key });
});

test('each call bears a fresh proof for its method, its address without the query, and the token', async () => {
  const okta = new OktaUnderTest().replies(userTypes, mappings, mapping({}));
  okta.tokenReplies.push(asksForProof, granted('token1'), granted('token2'));
  await okta.session().mapping();
  const tokens = ['token1', 'token2', 'token2'];
  expect(okta.sent.map(({ headers }) => headers.authorization)).toEqual(tokens.map((token) => `DPoP ${token}`));
  const proofs = await Promise.all(okta.sent.map(proof));
  expect(proofs.map(({ htm, htu, ath }) => [htm, htu, ath])).toEqual([
    ['GET', `${ORIGIN}/api/v1/meta/types/user`, hashOf('token1')],
    ['GET', `${ORIGIN}/api/v1/mappings`, hashOf('token2')],
    ['GET', `${ORIGIN}/api/v1/mappings/prm1mapping`, hashOf('token2')],
  ]);
  expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(3);
  expect(new Set(proofs.map(({ key }) => key)).size).toBe(1);
  expect(okta.sent[1]?.path).toContain(`targetId=${APP_ID}`);
});

test('a nonce that a call asks for is used for it and those after it, with the same token', async () => {
  const headers = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'api-nonce' };
  const okta = new OktaUnderTest().replies({ status: 401, json: {}, headers }, schema({}), schema({}));
  okta.tokenReplies.push(asksForProof, granted('token1'));
  await okta.session().userSchema();
  await okta.session().userSchema();
  const proofs = await Promise.all(okta.sent.map(proof));
  expect(proofs.map(({ nonce }) => nonce)).toEqual([undefined, 'api-nonce', 'api-nonce']);
  expect(okta.tokenRequests).toHaveLength(2);
});

test('the proof of a further page is for its address without the query', async () => {
  const path = `/api/v1/apps/${APP_ID}/users`;
  const okta = new OktaUnderTest().replies({ json: [] });
  okta.tokenReplies.push(asksForProof, granted('token1'));
  await okta.session().appUserPage(`${ORIGIN}${path}?after=1`);
  expect(await proof(okta.sent[0] as Sent)).toMatchObject({ htu: `${ORIGIN}${path}` });
});

test('a nonce that is asked for after the deadline is not followed', async () => {
  const headers = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'api-nonce' };
  const okta = new OktaUnderTest().replies({ json: user('00u1') });
  okta.tokenReplies.push(asksForProof, granted('token1'));
  await okta.session().updateUser('00u1', {});
  okta.otherwise = () => {
    okta.clock.pass(10_000);
    return { status: 401, json: {}, headers };
  };
  const error = await okta.failure((session) => session.updateUser('00u1', {}), 10_000);
  expect([error.code, okta.sent.length]).toEqual(['OKTA_TOO_SLOW', 2]);
});

test('a bearer token given in spite of the proof is used as one', async () => {
  const okta = new OktaUnderTest().replies(schema({}));
  okta.tokenReplies.push(asksForProof);
  await okta.session().userSchema();
  expect(okta.sent[0]?.headers).toMatchObject({ authorization: `Bearer ${okta.tokens[0]}` });
  expect(okta.sent[0]?.headers).not.toHaveProperty('dpop');
});

test('proofs that Okta does not take in the end mean no access', async () => {
  const okta = new OktaUnderTest();
  okta.tokenReplies.push(asksForProof, asksForProof);
  const error = await okta.failure((session) => session.userSchema());
  expect([error.code, okta.tokenRequests.length]).toEqual(['OKTA_ACCESS_REFUSED', 2]);
  okta.tokenReplies.push(asksForProof);
  await okta.failure((session) => session.userSchema());
  expect(okta.tokenRequests).toHaveLength(3);
});

test('a token that was asked for without a proof gets one, though another has learned meanwhile that proofs are wanted', async () => {
  const late = Promise.withResolvers<void>();
  const send: HttpSend = async ({ headers, body }) => {
    const isBare = !Object.keys(headers).some((name) => name.toLowerCase() === 'dpop');
    if (isBare && String(body).includes('okta.users.read')) await late.promise;
    const answer = isBare ? asksForProof : granted('token');
    return { status: answer.status, header: () => undefined, text: JSON.stringify(answer.json), json: answer.json };
  };
  const privateKey = new Secret(JSON.stringify(keys.privateKey.export({ format: 'jwk' })));
  const request = await createTokenRequest({ orgUrl: ORIGIN, clientId: CLIENT_ID, privateKey: () => privateKey, send });
  const second = request('okta.users.read');
  expect(await request('okta.schemas.read')).toMatchObject({ token: { proofKeys: expect.anything() } });
  late.resolve();
  expect(await second).toMatchObject({ token: { proofKeys: expect.anything() } });
});
