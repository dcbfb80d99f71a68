import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { actions } from '../../src/actions/registry.ts';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { hangAt } from '../support/hang-at.ts';
import { until } from '../support/until.ts';
import { syncAttribute } from '../sync/set-up.ts';

const start = useConnector();
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A body for each writing action; it makes one write, to Omni or to Okta, or as many as `STEPS` says. */
const WRITES: Readonly<Record<string, object>> = {
  'create-attribute': { reference: 'fresh', label: 'Fresh', type: 'string' },
  'ensure-attribute': { reference: 'fresh', label: 'Fresh', type: 'string' },
  'ensure-attributes': { attributes: [{ reference: 'fresh', label: 'Fresh', type: 'string' }] },
  'update-attribute': { reference: 'region', label: 'Sales region' },
  'delete-attribute': { reference: 'region', confirmReference: 'region' },
  'set-user-values': { userName: 'ada@acme.example', values: { region: 'emea' } },
  'clear-user-values': { userName: 'ada@acme.example', references: ['region'] },
  'push-users': { rows: [{ userName: 'ada@acme.example', values: { region: 'emea' } }] },
  'sync-from-okta': {},
  'sync-user': { userName: 'ada@acme.example' },
  'set-okta-values': { userName: 'ada@acme.example', values: { regionOfUser: 'apac' } },
  'setup-synced-attribute': { reference: 'fresh', label: 'Fresh', type: 'string' },
  'remove-synced-attribute': { reference: 'region' },
};
const STEPS: Readonly<Record<string, number>> = { 'setup-synced-attribute': 4, 'remove-synced-attribute': 2 };
/** What is done to a job writes nothing by itself; test/pushes and test/jobs-actions prove it. */
const isAboutJobs = (name: string): boolean => /-(job|plan|push)$/.test(name);
const CREATE = WRITES['create-attribute'] ?? {};

async function prepared(options: Parameters<typeof start>[0] = {}): Promise<ConnectorUnderTest> {
  const under = await start({ oktaOrg: {}, environment: { ALLOW_ATTRIBUTE_DELETE: 'true' }, ...options });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example', values: { region: 'apac' } });
  syncAttribute(under.oktaOrg, 'region');
  under.oktaOrg.addUser({ login: 'ada@acme.example', profile: { regionOfUser: 'emea' } });
  under.oktaOrg.assign('ada@acme.example');
  return under;
}

const writes = ({ omni, oktaOrg }: ConnectorUnderTest): string[] =>
  [...omni.log.all, ...oktaOrg.log.filter({ path: '/api/v1' })]
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);
const isReplay = ({ headers }: Answer): boolean => headers['idempotency-replayed'] === 'true';

test('every writing action is covered here', () => {
  const writing = actions
    .filter(({ effect, name }) => effect === 'write' && !isAboutJobs(name))
    .map(({ name }) => name);
  expect(Object.keys(WRITES).toSorted()).toEqual(writing.toSorted());
});

describe.each(Object.entries(WRITES))('%s, four times in parallel with one key', (action, body) => {
  test('has one effect; who comes while it runs is told to wait, who comes later gets the same bytes', async () => {
    const under = await prepared();
    under.omni.faults.plan({ kind: 'latency', ms: 20 }, { times: Number.POSITIVE_INFINITY });
    const key = { 'idempotency-key': randomUUID() };
    const first = await Promise.all([1, 2, 3, 4].map(() => under.call(action, body, key)));
    const later = await Promise.all([1, 2].map(() => under.call(action, body, key)));

    const done = [...first, ...later].filter(({ status }) => status === 200);
    for (const answer of first.filter(({ status }) => status !== 200)) expectError(answer, 409, 'IDEMPOTENCY_KEY_BUSY');
    expect(first.filter(({ status }) => status === 200 && !isReplay).length).toBeLessThanOrEqual(1);
    expect(later.map(isReplay)).toEqual([true, true]);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(done.filter((answer) => !isReplay(answer))).toHaveLength(1);
    expect(writes(under)).toHaveLength(STEPS[action] ?? 1);
  });
});

test('without a key each call runs', async () => {
  const under = await prepared();
  expect(await under.call('create-attribute', CREATE)).toMatchObject({ status: 200 });
  expectError(await under.call('create-attribute', CREATE), 409, 'ATTRIBUTE_EXISTS');
});

test('a reading action runs each time, whatever key it carries', async () => {
  const under = await prepared();
  const key = { 'idempotency-key': 'one-key' };
  await under.call('read-user', { userName: 'ada@acme.example' }, key);
  under.omni.setValue('ada@acme.example', 'region', 'emea');
  const { body } = await under.call('read-user', { userName: 'ada@acme.example' }, key);
  expect(body.values).toMatchObject({ region: 'emea' });
});

test('the key belongs to its body and action; the order of the fields does not matter', async () => {
  const under = await prepared();
  const key = { 'idempotency-key': 'one-key' };
  const first = await under.call('create-attribute', { reference: 'fresh', label: 'Fresh', type: 'string' }, key);
  const turned = await under.call('create-attribute', { type: 'string', label: 'Fresh', reference: 'fresh' }, key);
  expect([turned.text, isReplay(turned)]).toEqual([first.text, true]);
  expectError(await under.call('create-attribute', { ...CREATE, label: 'Other' }, key), 422, 'IDEMPOTENCY_KEY_REUSED');
  expectError(await under.call('ensure-attribute', CREATE, key), 422, 'IDEMPOTENCY_KEY_REUSED');
  expect(writes(under)).toHaveLength(1);
});

test('an answer of any kind says that it is replayed, and nothing else does', async () => {
  const under = await prepared();
  const rows = [{ userName: 'ada@acme.example', values: { region: 'emea' } }];
  const { body: plan } = await under.call('plan-push', { rows });
  const { planId, planHash } = plan;
  const calls: [action: string, body: object, status: number][] = [
    ['apply-plan', { planId, planHash }, 202],
    ['push-users', { rows, mode: 'job' }, 202],
    ['push-users', { rows: [{ ...rows[0], userName: 'nobody@acme.example' }], mode: 'wait' }, 200],
    ['plan-push', { rows }, 200],
    ['set-user-values', { ...rows[0], dryRun: true }, 200],
  ];
  for (const [action, body, status] of calls) {
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [await under.call(action, body, key), await under.call(action, body, key)];
    expect([action, first.status, isReplay(first)]).toEqual([action, status, false]);
    expect([action, second.status, isReplay(second), second.text]).toEqual([action, status, true, first.text]);
  }
  const key = { 'idempotency-key': randomUUID() };
  const failing = { userName: 'nobody@acme.example', values: { region: 'emea' } };
  for (let count = 0; count < 2; count += 1) {
    const answer = await under.call('set-user-values', failing, key);
    expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([404, undefined]);
  }
});

test('another client may use the same key', async () => {
  const under = await prepared();
  const key = { 'idempotency-key': 'one-key' };
  await under.call('create-attribute', CREATE, key);
  const authorization = `Bearer ${await under.token({ cid: 'another-client' })}`;
  const answer = await under.call('ensure-attribute', CREATE, { ...key, authorization });
  expect([answer.status, isReplay(answer)]).toEqual([200, false]);
});

test.each([
  ['empty', ''],
  ['longer than 255 characters', 'k'.repeat(256)],
  ['with a blank', 'two words'],
  ['with an umlaut', 'schl\u00fcssel'],
])('a key that is %s is refused, and nothing is written', async (_what, key) => {
  const under = await prepared();
  expectError(await under.call('create-attribute', CREATE, { 'idempotency-key': key }), 400, 'IDEMPOTENCY_KEY_INVALID');
  expect(writes(under)).toEqual([]);
});

test('a failure without effect is not kept', async () => {
  const under = await prepared();
  const key = { 'idempotency-key': 'one-key' };
  const body = { userName: 'bob@acme.example', values: { region: 'emea' } };
  expectError(await under.call('set-user-values', body, key), 404, 'USER_NOT_FOUND');
  under.omni.addUser({ userName: 'bob@acme.example' });
  expect(await under.call('set-user-values', body, key)).toMatchObject({ status: 200, body: { changed: true } });
});

describe('over time', () => {
  const key = { 'idempotency-key': 'one-key' };
  const shift = ({ connector }: ConnectorUnderTest, ms: number) =>
    connector.services.database.query('UPDATE connector.idempotency SET created_at = created_at - $1::bigint', [ms]);
  const kept = async ({ connector }: ConnectorUnderTest): Promise<number> =>
    (await connector.services.database.query('SELECT key FROM connector.idempotency')).length;

  test('an answer survives a restart and is kept for 24 hours, no longer', async () => {
    const first = await prepared();
    const answer = await first.call('create-attribute', CREATE, key);
    await shift(first, DAY_MS - MINUTE_MS);
    await first.connector.close();

    const second = await start({ omni: first.omni });
    const replay = await second.call('create-attribute', CREATE, key);
    expect([replay.text, isReplay(replay)]).toEqual([answer.text, true]);
    await shift(second, MINUTE_MS);
    await second.connector.close();

    const third = await start({ omni: first.omni });
    await until(async () => (await kept(third)) === 0);
    expectError(await third.call('create-attribute', CREATE, key), 409, 'ATTRIBUTE_EXISTS');
  });

  test('a run that was cut off holds the key until its lease ends; then its effect is found and reported as its own', async () => {
    const wrapDatabase = hangAt(/DELETE FROM connector\.write_intents/);
    const under = await prepared({ clock: fastClock(100), wrapDatabase });
    expectError(await under.call('create-attribute', CREATE, key), 504, 'OMNI_TOO_SLOW');
    expectError(await under.call('create-attribute', CREATE, key), 409, 'IDEMPOTENCY_KEY_BUSY');

    await under.connector.services.database.query('UPDATE connector.idempotency SET lease_until = 0');
    const resumed = await under.call('create-attribute', CREATE, key);
    expect(resumed).toMatchObject({ status: 200, body: { created: true, attribute: { reference: 'fresh' } } });
    const replay = await under.call('create-attribute', CREATE, key);
    expect([replay.text, isReplay(replay)]).toEqual([resumed.text, true]);
    expect(writes(under)).toHaveLength(1);
  });
});
