import { describe, expect, test } from '@jest/globals';
import { until } from '../../support/until.ts';
import {
  type Answer,
  custom,
  MAPPINGS,
  REGION,
  refusal,
  setUp,
  setUpMapped,
  USER_SCHEMA,
  USER_TYPES,
  USERS,
} from './set-up.ts';

const limitOf = ({ headers }: Answer) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers[`x-rate-limit-${name}`]));

describe('every answer', () => {
  test('names its request and shows the limit, refusals too', async () => {
    const { http, ask, send } = await setUp();
    const answers = [
      await ask(),
      await http.get(USERS),
      await send('GET', USER_TYPES),
      await send('GET', '/api/v1/nothing'),
    ];
    const ids = answers.map(({ headers }) => headers['x-okta-request-id']);
    expect(new Set(ids).size).toBe(4);
    for (const answer of answers) {
      const [limit = 0, remaining = 0, reset] = limitOf(answer);
      expect(remaining).toBeGreaterThan(limit / 2);
      expect(reset).toBe(1_800_000_060);
    }
  });
});

describe('requestsPerMinute', () => {
  test('is per bucket, counts down, refuses, and begins anew at the reset', async () => {
    const { clock, send } = await setUp({ switches: { requestsPerMinute: 2 } });
    const reset = 1_800_000_060;
    expect(limitOf(await send('GET', USER_TYPES))).toEqual([2, 1, reset]);
    clock.advance(59_000);
    expect(limitOf(await send('GET', USER_TYPES))).toEqual([2, 0, reset]);
    const refused = await send('GET', USER_SCHEMA);
    expect(refusal(refused)).toMatchObject({ status: 429, code: 'E0000047' });
    expect(limitOf(refused)).toEqual([2, 0, reset]);
    expect((await send('GET', MAPPINGS)).status).toBe(200);
    clock.advance(1_000);
    expect(limitOf(await send('GET', USER_SCHEMA))).toEqual([2, 1, reset + 60]);
  });
});

test('concurrency: one request too many at a time is refused with a limit of 0', async () => {
  const { okta, send } = await setUpMapped();
  await send('GET', USER_TYPES);
  okta.switches.concurrency = 1;
  okta.faults.plan({ kind: 'silence-before' }, { path: USERS });
  const signal = new AbortController();
  const hanging = send('GET', `${USERS}/00u`, undefined, {}, signal.signal);
  await until(() => okta.faults.pending === 0);
  const refused = await send('GET', USER_TYPES);
  expect(refusal(refused)).toMatchObject({ status: 429, code: 'E0000047' });
  expect(limitOf(refused)).toEqual([0, 0, 1_800_000_060]);
  signal.abort();
  await expect(hanging).rejects.toThrow();
});

describe('faults', () => {
  test.each([
    ['reset-before', []],
    ['reset-after', ['region']],
  ] as const)('%s: nothing is answered, and afterwards there are %j', async (kind, names) => {
    const { okta, send } = await setUp();
    await send('GET', USER_TYPES);
    okta.faults.plan({ kind }, { method: 'POST', path: USER_SCHEMA });
    await expect(send('POST', USER_SCHEMA, custom({ region: REGION }))).rejects.toThrow();
    expect(Object.keys(okta.state.userSchema)).toEqual(names);
  });

  test.each([
    ['server-error', []],
    ['server-error-after', ['region']],
  ] as const)('%s: answers 500, and afterwards there are %j', async (kind, names) => {
    const { okta, send } = await setUp();
    okta.faults.plan({ kind }, { method: 'POST', path: USER_SCHEMA });
    const answer = await send('POST', USER_SCHEMA, custom({ region: REGION }));
    expect(refusal(answer)).toEqual({ status: 500, code: 'E0000009', causes: [] });
    expect(answer.headers['x-okta-request-id']).toBeTruthy();
    expect(Object.keys(okta.state.userSchema)).toEqual(names);
  });

  test('too-many-requests: shows nothing left and the reset', async () => {
    const { okta, send } = await setUp();
    okta.faults.plan({ kind: 'too-many-requests', retryAfterSeconds: 7 }, { path: USER_TYPES });
    const answer = await send('GET', USER_TYPES);
    expect(refusal(answer)).toMatchObject({ status: 429, code: 'E0000047' });
    expect(limitOf(answer)).toEqual([1, 0, 1_800_000_007]);
  });

  test('answer and latency: as planned', async () => {
    const { okta, clock, send } = await setUp();
    okta.faults.plan({ kind: 'answer', status: 418, body: { tea: true } }, { path: USER_TYPES });
    expect(await send('GET', USER_TYPES)).toMatchObject({ status: 418, data: { tea: true } });
    okta.faults.plan({ kind: 'latency', ms: 250 }, { path: USER_TYPES });
    const before = clock.now();
    expect((await send('GET', USER_TYPES)).status).toBe(200);
    expect(clock.now()).toBe(before + 250);
  });
});

test('the log holds method, path, query, body, status and fault of every request', async () => {
  const { okta, send } = await setUp();
  okta.faults.plan({ kind: 'server-error' }, { path: MAPPINGS });
  await send('GET', `${MAPPINGS}?sourceId=a&targetId=b`);
  await send('POST', USER_SCHEMA, custom({ region: REGION }));
  expect(okta.log.all).toMatchObject([
    { method: 'POST', path: '/oauth2/v1/token', status: 200, body: { grant_type: 'client_credentials' } },
    { method: 'GET', path: MAPPINGS, query: { sourceId: 'a', targetId: 'b' }, status: 500, fault: 'server-error' },
    { at: 1_800_000_000_000, method: 'POST', path: USER_SCHEMA, status: 200, body: custom({ region: REGION }) },
  ]);
  expect(okta.log.count({ method: 'POST', path: '/api/v1' })).toBe(1);
});

test('two doubles share nothing', async () => {
  const one = await setUpMapped();
  const two = await setUp();
  one.okta.switches.concurrency = 1;
  expect(two.okta.state).toEqual({ userSchema: {}, appSchema: {}, mapping: {}, users: [], appUsers: [] });
  expect(two.okta.switches.concurrency).toBeNull();
  expect(two.okta.client.privateKeyPem).not.toBe(one.okta.client.privateKeyPem);
});
