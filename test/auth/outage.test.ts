import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { KeysOutage } from '../../local/okta/traps.ts';
import { presentClock, refusal, type Scene, setTheScene, until } from './set-up.ts';

const HOUR = 60 * 60_000;
let clock: ReturnType<typeof presentClock>;
let scene: Scene;

beforeEach(async () => {
  clock = presentClock();
  scene = await setTheScene({ clock });
});
afterEach(() => scene.end());

test.each<[KeysOutage, string]>([
  ['error', 'the answer has status 500'],
  ['drop', 'the connection failed (ECONNRESET)'],
])('without keys every token is answered with 503, until the key endpoint is back (%s)', async (outage, reason) => {
  scene.server.traps.keysOutage = outage;
  await scene.guard.start();
  const token = await scene.server.signToken();

  const error = await refusal(scene.check(token));
  expect(error.code).toBe('OKTA_KEYS_UNAVAILABLE');
  expect(error.body('r')).toMatchObject({ statusCode: 503, retryable: true, retryAfterSeconds: 30 });
  expect(scene.guard.status()).toEqual({ ready: false, keysAgeSeconds: null, lastError: reason, kids: [] });

  scene.server.traps.keysOutage = 'none';
  await clock.advance(30_000);
  await until(() => scene.guard.status().ready);
  await expect(scene.check(token)).resolves.toBeDefined();
  expect(scene.guard.status()).toMatchObject({ lastError: null, kids: [expect.any(String)] });
});

test('a key endpoint that never answers is given up after 5 s', async () => {
  scene.server.traps.keysOutage = 'hang';
  const started = scene.guard.start();
  const token = await scene.server.signToken();
  const waiting = refusal(scene.check(token));
  await until(() => scene.server.keyRequests === 1);

  await clock.advance(4_999);
  expect(scene.guard.status().lastError).toBeNull();
  await clock.advance(1);
  await started;
  expect(scene.guard.status().lastError).toBe('no answer within 5 s');
  expect((await waiting).code).toBe('OKTA_KEYS_UNAVAILABLE');
  expect(scene.server.keyRequests).toBe(1);
});

test('the last good keys serve through an outage of a day, with their age shown, and no longer', async () => {
  await scene.guard.start();
  scene.server.traps.keysOutage = 'error';
  await clock.advance(HOUR);
  await until(() => scene.guard.status().lastError !== null);

  clock.skip(23 * HOUR);
  expect(scene.guard.status()).toMatchObject({ ready: true, keysAgeSeconds: 24 * 60 * 60 });
  await expect(scene.check(await scene.server.signToken())).resolves.toBeDefined();

  clock.skip(1);
  expect(scene.guard.status()).toMatchObject({ ready: false, kids: [] });
  const fresh = await scene.server.signToken();
  expect((await refusal(scene.check(fresh))).code).toBe('OKTA_KEYS_UNAVAILABLE');
});

test('1,000 junk tokens during an outage cause one key request', async () => {
  await scene.guard.start();
  scene.server.traps.keysOutage = 'error';
  await clock.advance(30_000);
  await scene.server.rotateKeys();
  const token = await scene.server.signToken();

  await Promise.all(Array.from({ length: 1_000 }, () => refusal(scene.check(token))));
  expect(scene.server.keyRequests).toBe(2);
});
