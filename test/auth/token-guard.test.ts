import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { requireScope } from '../../src/auth/caller.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { CLIENT_ID, presentClock, refusal, type Scene, setTheScene } from './set-up.ts';

let clock: VirtualClock;
let scene: Scene;

beforeEach(async () => {
  clock = presentClock();
  scene = await setTheScene({ clock, clientIds: ['0oaother', CLIENT_ID] });
  await scene.guard.start();
});
afterEach(() => scene.end());

describe('the Authorization header', () => {
  test.each([
    ['Bearer', 1],
    ['bearer', 1],
    ['BEARER ', 1],
  ])('the scheme %j is understood in any case', async (scheme, count) => {
    const token = await scene.server.signToken();
    await expect(scene.guard.check(`${scheme} ${token}`, count)).resolves.toMatchObject({ clientId: CLIENT_ID });
  });

  test.each([
    ['is absent', undefined, 0, 'TOKEN_MISSING'],
    ['is empty', '', 1, 'TOKEN_MISSING'],
    ['has a scheme only', 'Bearer ', 1, 'TOKEN_MISSING'],
    ['has the scheme DPoP', 'DPoP a.b.c', 1, 'TOKEN_DPOP_BOUND'],
    ['has the scheme Basic', 'Basic YTpi', 1, 'TOKEN_MALFORMED'],
    ['is a bare token', 'a.b.c', 1, 'TOKEN_MALFORMED'],
    ['has a tab after the scheme', 'Bearer\ta.b.c', 1, 'TOKEN_MALFORMED'],
    ['is sent twice', 'Bearer a.b.c', 2, 'TOKEN_MALFORMED'],
  ])('%s', async (_name, header, count, code) => {
    expect((await refusal(scene.guard.check(header, count))).code).toBe(code);
  });

  test.each([
    [8_192, 'it is not a signed JWT'],
    [8_193, 'the header is larger than 8192 bytes'],
  ])('of %i bytes is refused because %s', async (bytes, problem) => {
    const header = `Bearer ${'a'.repeat(bytes - 'Bearer '.length)}`;
    expect((await refusal(scene.guard.check(header, 1))).facts).toEqual({ problem });
  });

  test('two headers are refused even when the first one is good', async () => {
    const token = await scene.server.signToken();
    await scene.check(token);
    expect((await refusal(scene.guard.check(`Bearer ${token}`, 2))).code).toBe('TOKEN_MALFORMED');
  });
});

test('a token is verified once a minute', async () => {
  const token = await scene.server.signToken();
  const caller = await scene.check(token);
  await clock.advance(59_999);
  expect(await scene.check(token)).toBe(caller);
  await clock.advance(1);
  expect(await scene.check(token)).not.toBe(caller);
});

test('a token is accepted until the second of its exp, remembered or not', async () => {
  const exp = Math.floor(clock.now() / 1000) + 30;
  const [checked, unchecked] = [await scene.server.signToken({ exp }), await scene.server.signToken({ exp })];
  await clock.advance(exp * 1000 - 1 - clock.now());
  await expect(scene.check(checked)).resolves.toMatchObject({ expiresAt: exp * 1000 });
  await clock.advance(1);
  expect((await refusal(scene.check(checked))).code).toBe('TOKEN_EXPIRED');
  expect((await refusal(scene.check(unchecked))).code).toBe('TOKEN_EXPIRED');
});

const codeOf = (token: string) =>
  scene.check(token).then(
    () => 'accepted',
    (thrown: ConnectorError) => thrown.code,
  );

test.each([
  [60, 'accepted'],
  [61, 'TOKEN_NOT_YET_VALID'],
])('iat %i s ahead of our clock: %s', async (ahead, code) => {
  const iat = Math.floor(clock.now() / 1000) + ahead;
  expect(await codeOf(await scene.server.signToken({ iat }))).toBe(code);
});

test.each([
  [86_460, 'accepted'],
  [86_461, 'TOKEN_CLAIMS_INVALID'],
])('a lifetime of %i s: %s', async (lifetime, code) => {
  const iat = Math.floor(clock.now() / 1000);
  expect(await codeOf(await scene.server.signToken({ iat, exp: iat + lifetime }))).toBe(code);
});

describe('the client', () => {
  test('must be listed, if any is', async () => {
    const token = await scene.server.signToken({ cid: '0oastranger' });
    for (let i = 0; i < 2; i += 1) expect((await refusal(scene.check(token))).code).toBe('CLIENT_NOT_ALLOWED');
  });

  test('may be any client of the issuer if none is listed', async () => {
    const open = await setTheScene({ clock });
    await open.guard.start();
    const cid = randomUUID();
    await expect(open.check(await open.server.signToken({ cid }))).resolves.toMatchObject({ clientId: cid });
    await open.end();
  });
});

describe('scopes', () => {
  test('each is required exactly as it is written', async () => {
    const caller = await scene.check(
      await scene.server.signToken({ scp: ['omni.values.write', 'omni.values.readall', 'a omni.values.read b'] }),
    );
    requireScope(caller, 'omni.values.write');
    expect(() => requireScope(caller, 'omni.values.read')).toThrow(
      new ConnectorError('SCOPE_MISSING', { scope: 'omni.values.read' }),
    );
  });

  test('a token without any is a valid token that may do nothing', async () => {
    const caller = await scene.check(await scene.server.signToken({ scp: [] }));
    expect(caller.scopes.size).toBe(0);
  });
});

test('a token of the org server is recognised as one', async () => {
  scene.server.traps.orgServerTokens = true;
  expect((await refusal(scene.check(await scene.server.signToken()))).code).toBe('TOKEN_FROM_ORG_SERVER');
});
