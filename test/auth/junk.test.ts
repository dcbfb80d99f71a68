import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { junkToken, payloadOf } from '../support/tokens.ts';
import { refusal, type Scene, setTheScene } from './set-up.ts';

const JUNK = 10_000;

let scene: Scene;

beforeEach(async () => {
  scene = await setTheScene();
});
afterEach(() => scene.end());

test('10,000 junk tokens at a cold start neither lock a genuine one out nor reach the key endpoint', async () => {
  const { server, guard, check } = scene;
  const genuine = await server.signToken();
  const claims = payloadOf(genuine);
  const junk = Array.from({ length: JUNK }, () => junkToken(randomBytes(32).toString('base64url'), claims));

  void guard.start();
  const refusals = junk.map((token) => refusal(check(token)));
  const caller = await check(genuine);

  expect(caller.clientId).toBe(claims.cid);
  for (const { code } of await Promise.all(refusals)) expect(code).toBe('TOKEN_UNKNOWN_KEY');
  expect(server.keyRequests).toBeLessThanOrEqual(3);
});

test('junk tokens with a known key id are refused one by one and fetch nothing', async () => {
  const { server, guard, check } = scene;
  await guard.start();
  const genuine = await server.signToken();
  const junk = junkToken(server.signingKey().kid, payloadOf(genuine));

  for (let i = 0; i < 100; i += 1) expect((await refusal(check(junk))).code).toBe('TOKEN_BAD_SIGNATURE');
  await expect(check(genuine)).resolves.toMatchObject({ clientId: payloadOf(genuine).cid });
  expect(server.keyRequests).toBe(1);
});
