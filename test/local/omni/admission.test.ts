import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../../local/omni/omni-double.ts';
import { OMNI_SWITCHES } from '../../../local/omni/switches.ts';
import { ATTRIBUTES, EMAIL_ONLY, GROUPS, handClock, setUp, USERS } from './set-up.ts';

describe('keys', () => {
  test.each([
    ['an absent', ''],
    ['another scheme in the', 'Basic abc'],
    ['an empty', 'Bearer '],
  ])('%s Authorization header is a 401', async (_what, authorization) => {
    const { send } = await setUp();
    const answer = await send('GET', ATTRIBUTES, undefined, { headers: { authorization } });
    expect([answer.status, answer.json]).toEqual([401, { detail: 'Unauthorized', status: 401 }]);
  });

  test.each(OMNI_SWITCHES.badKey.values)('an unknown and a disabled key are a %s with badKey', async (badKey) => {
    const { omni, send } = await setUp({ switches: { badKey } });
    const disabled = omni.keys.addOrganizationKey();
    omni.keys.disable(disabled);
    for (const key of [crypto.randomUUID(), disabled]) {
      expect((await send('GET', USERS, undefined, { key })).status).toBe(Number(badKey));
    }
    omni.keys.enable(disabled);
    expect((await send('GET', USERS, undefined, { key: disabled })).status).toBe(200);
  });

  test('a bad key is told as seen on a real instance', async () => {
    const { send } = await setUp();
    const answer = await send('GET', ATTRIBUTES, undefined, { key: crypto.randomUUID() });
    expect(answer.json).toEqual({ detail: 'Invalid bearer token', status: 403 });
  });

  test.each([USERS, GROUPS, '/api/scim/v2/embed/Users'])('a personal token may not use %s', async (path) => {
    const { omni, send } = await setUp();
    const answer = await send('GET', path, undefined, { key: omni.keys.personal });
    expect(answer.status).toBe(403);
    expect(answer.json.detail).toBe('User-scoped API keys are not allowed to access the SCIM API');
  });

  test('a personal token may read definitions but not write e-mail-only users', async () => {
    const { omni, send } = await setUp();
    const key = omni.keys.personal;
    expect((await send('GET', ATTRIBUTES, undefined, { key })).status).toBe(200);
    expect((await send('POST', EMAIL_ONLY, { email: 'board@acme.example' }, { key })).status).toBe(403);
  });

  test('a key of a plain member may not use definitions', async () => {
    const { omni, send } = await setUp();
    const key = omni.keys.addOrganizationKey({ role: 'MEMBER' });
    expect((await send('GET', ATTRIBUTES, undefined, { key })).status).toBe(403);
    expect((await send('GET', USERS, undefined, { key })).status).toBe(200);
    omni.keys.setRole(key, 'ORG_ADMIN');
    expect((await send('GET', ATTRIBUTES, undefined, { key })).status).toBe(200);
  });
});

describe('whoami', () => {
  test('tells the kind of key, the role and the person behind it', async () => {
    const { omni, send } = await setUp();
    const member = omni.keys.addOrganizationKey({ role: 'MEMBER' });
    const own = await send('GET', '/api/v1/whoami');
    expect(own.json).toMatchObject({ keyScope: 'organization', orgRole: 'ORG_ADMIN', rolesByModel: {} });
    expect(own.json.user).toEqual({ id: expect.any(String), membershipId: expect.any(String) });
    expect((await send('GET', '/api/v1/whoami', undefined, { key: member })).json.orgRole).toBe('MEMBER');
    const personal = await send('GET', '/api/v1/whoami', undefined, { key: omni.keys.personal });
    expect(personal.json.keyScope).toBe('user');
  });

  test.each([
    ['on', 200],
    ['404', 404],
    ['invalid-method', 400],
  ] as const)('whoami=%s answers %i', async (whoami, status) => {
    const { send } = await setUp({ switches: { whoami } });
    const answer = await send('GET', '/api/v1/whoami');
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.json.detail).toBe('Invalid method');
  });

  test('an unknown model is a 404 too', async () => {
    const { send } = await setUp();
    expect((await send('GET', '/api/v1/whoami?modelId=x')).status).toBe(404);
  });
});

describe('the rate limit', () => {
  test.each([
    ['sliding-log', 12, 429, 429],
    ['fixed-window', 12, 200, 200],
    ['bucket-60', 12, 429, 200],
    ['bucket-10', 10, 429, 200],
  ] as const)(
    'limiter=%s: a burst of %i, then %i a second and %i five seconds later',
    async (limiter, burst, ...later) => {
      const { send, clock } = await setUp({ requestsPerMinute: 12, switches: { limiter } });
      clock.advance(59_000);
      const statuses: number[] = [];
      for (let i = 0; i < 13; i++) statuses.push((await send('GET', ATTRIBUTES)).status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(burst);
      for (const [i, wait] of [1_000, 4_000].entries()) {
        clock.advance(wait);
        expect((await send('GET', ATTRIBUTES)).status).toBe(later[i]);
      }
    },
  );

  test('is counted for each key apart, and refused requests are in the log', async () => {
    const { omni, send } = await setUp({ requestsPerMinute: 2 });
    const key = omni.keys.addOrganizationKey();
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await send('GET', ATTRIBUTES)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await send('GET', ATTRIBUTES, undefined, { key })).status).toBe(200);
    expect(omni.log.count({ status: 429, keyIndex: 0 })).toBe(1);
    expect(omni.log.count({ keyIndex: 1 })).toBe(1);
  });

  test('what is not below /api does not count, what has no route does', async () => {
    const { send } = await setUp({ requestsPerMinute: 1 });
    expect((await send('GET', '/openapi.json')).status).toBe(200);
    expect((await send('GET', '/api/v1/nothing')).status).toBe(404);
    expect((await send('GET', ATTRIBUTES)).status).toBe(429);
  });

  test('time, not waiting, ends it', async () => {
    const clock = handClock();
    const { send } = await setUp({ requestsPerMinute: 1, clock });
    await send('GET', ATTRIBUTES);
    expect((await send('GET', ATTRIBUTES)).status).toBe(429);
    clock.advance(60_000);
    expect((await send('GET', ATTRIBUTES)).status).toBe(200);
  });

  test.each([
    ['no', null],
    ['yes', '60'],
  ] as const)('retryAfter=%s sends Retry-After %s', async (retryAfter, header) => {
    const { send } = await setUp({ requestsPerMinute: 1, switches: { retryAfter } });
    const first = await send('GET', ATTRIBUTES);
    const refused = await send('GET', ATTRIBUTES);
    expect(first.headers.get('retry-after')).toBeNull();
    expect(refused.headers.get('retry-after')).toBe(header);
    expect([...refused.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });

  test('is 60 a minute unless told otherwise', async () => {
    const omni = createOmniDouble({ clock: handClock() });
    const { url, close } = await omni.listen();
    const headers = { authorization: `Bearer ${omni.keys.organization[0]}` };
    for (let i = 0; i < 61; i++) await (await fetch(url + ATTRIBUTES, { headers })).text();
    await close();
    expect(omni.log.all.map(({ status }) => status)).toEqual([...Array(60).fill(200), 429]);
  });
});
