import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { presentClock, refusal, type Scene, setTheScene, until } from './set-up.ts';

let clock: VirtualClock;
let scene: Scene;

beforeEach(async () => {
  clock = presentClock();
  scene = await setTheScene({ clock });
});
afterEach(() => scene.end());

const codeOf = async (token: string) => (await refusal(scene.check(token))).code;

const twoHoursAhead = () => Math.floor(clock.now() / 1000) + 2 * 60 * 60;

/** The next refresh in the background; the server allows an hour. */
async function nextRefresh(): Promise<void> {
  const before = scene.server.keyRequests;
  await clock.advance(60 * 60_000);
  await until(() => scene.server.keyRequests > before && scene.guard.status().keysAgeSeconds === 0);
}

test('a token of a new key is accepted as soon as the cooldown of 30 s is over', async () => {
  await scene.guard.start();
  await scene.server.rotateKeys();
  const token = await scene.server.signToken();

  await clock.advance(29_999);
  expect(await codeOf(token)).toBe('TOKEN_UNKNOWN_KEY');
  expect(scene.server.keyRequests).toBe(1);
  expect((await refusal(scene.check(token))).message).toContain(scene.server.issuer);
  await clock.advance(1);
  await expect(scene.check(token)).resolves.toBeDefined();
  expect(scene.server.keyRequests).toBe(2);
});

test('the cooldown counts failed attempts too', async () => {
  await scene.guard.start();
  await scene.server.rotateKeys();
  const token = await scene.server.signToken();
  scene.server.traps.keysOutage = 'error';
  await clock.advance(30_000);

  for (let i = 0; i < 50; i += 1) expect(await codeOf(token)).toBe('TOKEN_UNKNOWN_KEY');
  expect(scene.server.keyRequests).toBe(2);
});

test('a token of an older key stays accepted while that key is published', async () => {
  await scene.guard.start();
  const token = await scene.server.signToken({ exp: twoHoursAhead() });
  await scene.server.rotateKeys();
  await nextRefresh();

  expect(scene.guard.status().kids).toHaveLength(2);
  await expect(scene.check(token)).resolves.toBeDefined();
});

test('tokens of more keys than the verifier remembers are all accepted', async () => {
  const tokens: string[] = [];
  for (let key = 0; key < 4; key += 1) {
    await scene.server.rotateKeys();
    for (let i = 0; i < 5; i += 1) tokens[i * 4 + key] = await scene.server.signToken();
  }
  await scene.guard.start();
  for (const token of tokens) await expect(scene.check(token)).resolves.toBeDefined();
  expect(scene.server.keyRequests).toBe(1);
});

test('a withdrawn key is refused at the next refresh, whatever was remembered of its tokens', async () => {
  await scene.guard.start();
  const token = await scene.server.signToken({ exp: twoHoursAhead() });
  await clock.advance(60 * 60_000 - 1_000);
  await expect(scene.check(token)).resolves.toBeDefined();
  await scene.server.rotateKeys();
  scene.server.withdrawOldKeys();
  await expect(scene.check(token)).resolves.toBeDefined();

  await clock.advance(1_000); // the refresh; the remembered token would live for 59 s more
  await until(() => scene.guard.status().keysAgeSeconds === 0);
  expect(await codeOf(token)).toBe('TOKEN_UNKNOWN_KEY');
});

test('keys are refreshed in the background until the guard is stopped', async () => {
  await scene.guard.start();
  for (let hour = 1; hour <= 3; hour += 1) {
    await nextRefresh();
    expect(scene.server.keyRequests).toBe(1 + hour);
  }
  scene.guard.stop();
  await clock.advance(24 * 60 * 60_000);
  expect(scene.server.keyRequests).toBe(4);
});
