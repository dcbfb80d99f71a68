import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../../local/omni/omni-double.ts';
import { ATTRIBUTES, setUpUser, USERS } from './set-up.ts';

const PATCH = { method: 'PATCH' };

describe('faults that leave the caller without an answer', () => {
  test.each([
    ['reset-before', {}],
    ['reset-after', { sales_area: 'emea' }],
    ['cut-body', { sales_area: 'emea' }],
  ] as const)('%s: stored afterwards is %j', async (kind, after) => {
    const { omni, id, setValues, stored } = await setUpUser();
    omni.faults.plan({ kind }, PATCH);
    await expect(setValues(id, { sales_area: 'emea' })).rejects.toThrow();
    expect(stored()).toEqual(after);
    expect(omni.log.filter(PATCH)).toMatchObject([
      { fault: kind, status: 0, body: { Operations: [{ op: 'replace' }] } },
    ]);
    expect((await setValues(id, { sales_area: 'apac' })).status).toBe(200);
  });

  test.each([
    ['silence-before', false],
    ['silence-after', true],
  ] as const)('%s: takes effect: %s', async (kind, applied) => {
    const { omni, send } = await setUpUser();
    omni.faults.plan({ kind }, { method: 'POST' });
    const signal = AbortSignal.timeout(50);
    const body = { name: 'fresh', type: 'String' };
    await expect(send('POST', ATTRIBUTES, body, { signal })).rejects.toThrow();
    expect(omni.attributes.some(({ name }) => name === 'fresh')).toBe(applied);
  });
});

describe('faults that answer', () => {
  test.each([
    [{ kind: 'server-error' }, 500, /Internal Server Error/],
    [{ kind: 'bad-gateway' }, 502, /^<h1>/],
    [{ kind: 'wrong-json' }, 200, /unexpected/],
    [{ kind: 'redirect' }, 302, /login/],
    [{ kind: 'too-many-requests' }, 429, /Too Many Requests/],
    [{ kind: 'answer', status: 403, body: { message: 'No' } }, 403, /"No"/],
    [{ kind: 'answer', status: 503 }, 503, /./],
  ] as const)('%j', async (fault, status, text) => {
    const { omni, id, setValues, stored } = await setUpUser();
    omni.faults.plan(fault, PATCH);
    const answer = await setValues(id, { sales_area: 'emea' });
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(stored()).toEqual({});
  });

  test('429 with Retry-After', async () => {
    const { omni, send } = await setUpUser();
    omni.faults.plan({ kind: 'too-many-requests', retryAfterSeconds: 7 });
    expect((await send('GET', USERS)).headers.get('retry-after')).toBe('7');
  });

  test('latency passes on the clock of the double, and the request takes effect', async () => {
    const { omni, clock, id, setValues, stored } = await setUpUser();
    const before = clock.now();
    omni.faults.plan({ kind: 'latency', ms: 5_000 });
    expect((await setValues(id, { sales_area: 'emea' })).status).toBe(200);
    expect(clock.now() - before).toBe(5_000);
    expect(stored()).toEqual({ sales_area: 'emea' });
  });
});

describe('the script', () => {
  test('meets the nth matching request, as often as asked', async () => {
    const { omni, send } = await setUpUser();
    omni.faults.plan({ kind: 'server-error' }, { path: '/api/scim/v2/users', skip: 1, times: 2 });
    const statuses: number[] = [];
    for (const path of [USERS, ATTRIBUTES, USERS, USERS, USERS]) statuses.push((await send('GET', path)).status);
    expect(statuses).toEqual([200, 200, 500, 500, 200]);
    expect(omni.faults.pending).toBe(0);
  });

  test('takes patterns, goes on until cleared with times Infinity, and plays the first planned first', async () => {
    const { omni, send, id } = await setUpUser();
    omni.faults.plan({ kind: 'bad-gateway' }, { path: /Users\/[^/]+$/ });
    omni.faults.plan({ kind: 'server-error' }, { path: /Users\//, times: Number.POSITIVE_INFINITY });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await send('GET', `${USERS}/${id}`)).status);
    omni.faults.clear();
    statuses.push((await send('GET', `${USERS}/${id}`)).status);
    expect(statuses).toEqual([502, 500, 500, 200]);
  });
});

describe('the request log', () => {
  test('holds time, method, path, query, key, status and body of every request', async () => {
    const { omni, clock, send, id, setValues } = await setUpUser();
    const key = omni.keys.addOrganizationKey();
    const at = clock.now();
    await send('GET', `${USERS}?count=1`, undefined, { key });
    clock.advance(20);
    await setValues(id, { sales_area: 'emea' });
    await send('GET', '/api/v1/nothing', undefined, { key: omni.keys.personal });
    expect(omni.log.all).toMatchObject([
      { at, method: 'GET', path: USERS, query: { count: '1' }, keyIndex: 1, status: 200 },
      { at: at + 20, method: 'PATCH', path: `${USERS}/${id}`, keyIndex: 0, status: 200, body: { Operations: [{}] } },
      { path: '/api/v1/nothing', keyIndex: undefined, status: 404 },
    ]);
    expect(omni.log.count({ path: USERS })).toBe(2);
    expect(omni.log.count({ path: /^\/api\/v1/, status: 404 })).toBe(1);
    omni.log.clear();
    expect(omni.log.count()).toBe(0);
  });
});

test('two doubles share nothing', async () => {
  const one = await setUpUser();
  const two = createOmniDouble();
  one.omni.switches.userPut = 'merge';
  expect(two.users).toEqual([]);
  expect(two.switches.userPut).toBe('reset');
  expect(two.keys.organization).not.toEqual(one.omni.keys.organization);
});

test('a mistaken hand is told so', async () => {
  const { omni } = await setUpUser();
  expect(() => omni.setValue('nobody@acme.example', 'sales_area', 'x')).toThrow('no user');
  expect(() => omni.setValue('analyst.one@acme.example', 'nothing', 'x')).toThrow('no custom user attribute nothing');
  expect(() => omni.setValue('analyst.one@acme.example', 'seat_count', 'x')).toThrow('Expected number');
  expect(() => omni.changeAttribute('omni_user_email', { label: 'x' })).toThrow(
    'no custom user attribute omni_user_email',
  );
  expect(() => omni.addAttribute({ name: 'sales_area', type: 'String' })).toThrow('attribute sales_area already');
  expect(() => omni.addUser({ userName: 'ANALYST.one@acme.example' })).toThrow('already');
  omni.changeAttribute('sales_area', { label: 'Region' });
  omni.removeAttribute('seat_count');
  expect(omni.attributes.slice(12).map(({ label }) => label)).toEqual(['Region', 'cost_centers', 'plant_ids']);
});
