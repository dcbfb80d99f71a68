import { describe, expect, test } from '@jest/globals';
import { acquireLease, definitionLease } from '../../src/store/leases.ts';
import { seeUserValues } from '../../src/store/user-values.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until } from '../support/until.ts';
import { expectTidy, ok, writeCount } from './set-up.ts';

const open = useConnector();
const TIER = { reference: 'tier', label: 'Tier', type: 'string' } as const;
const CHANGE = { reference: 'tier', defaultValue: 'basic' } as const;

/** One who holds `tier`, three who do not, one who is deactivated, and two recipients without an account. */
async function start({ switches, ...options }: StartOptions = {}): Promise<ConnectorUnderTest> {
  const c = await open({ ...options, switches: { revokedInList: 'yes', ...switches } });
  c.omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String', default_value: 'none' });
  for (const [at, values] of [{ tier: 'gold' }, {}, {}, {}].entries()) {
    c.omni.addUser({ userName: `user.${at}@acme.example`, values });
  }
  c.omni.addUser({ userName: 'gone@acme.example', active: false });
  for (const [at, values] of [{ tier: 'gold' }, {}].entries()) {
    c.omni.addEmailOnlyUser({ email: `board.${at}@acme.example`, values });
  }
  return c;
}
const defaultOf = (c: ConnectorUnderTest) => c.omni.attributes.find(({ name }) => name === 'tier')?.default_value;
const COUNTS = { usersFollowingDefault: 3, emailOnlyFollowingDefault: 1, usersHoldingValue: 1 };

describe.each([
  [{ listValues: 'include' }, 'list', 1],
  [{ listValues: 'include', readDefaults: 'yes' }, 'list', 1],
  [{ listValues: 'omit' }, 'read', 6],
] as const)('where Omni is %j', (switches, countTruth, userReads) => {
  test('a dry run counts whom a new default would move, and writes nothing', async () => {
    const c = await start({ switches });
    const dry = { changed: true, needsConfirmation: true, countTruth, ...COUNTS };
    expect(ok(await c.call('update-attribute', { ...CHANGE, dryRun: true }))).toMatchObject(dry);
    expect(c.omni.log.count({ path: '/api/scim' })).toBe(userReads);
    expect(ok(await c.call('ensure-attribute', { ...TIER, ...CHANGE, dryRun: true }))).toMatchObject(dry);
    const several = ok(await c.call('ensure-attributes', { attributes: [{ ...TIER, ...CHANGE }], dryRun: true }));
    expect(several.results).toMatchObject([{ ...dry, status: 'updated' }]);
    expect(writeCount(c)).toBe(0);
  });

  test('the change is refused until their number is named exactly', async () => {
    const c = await start({ switches });
    for (const confirmUsersFollowingDefault of [undefined, 0, 2, 4]) {
      const refused = await c.call('update-attribute', { ...CHANGE, confirmUsersFollowingDefault });
      expectError(refused, 409, 'DEFAULT_CHANGE_NEEDS_CONFIRMATION');
      expect(refused.body).toMatchObject({
        message: expect.stringContaining('would move 3 users'),
        details: [{ path: '/confirmUsersFollowingDefault', message: 'must be 3' }],
      });
    }
    expect(writeCount(c)).toBe(0);
    const confirmed = { ...CHANGE, confirmUsersFollowingDefault: 3 };
    expect(ok(await c.call('update-attribute', confirmed))).toMatchObject({
      changed: true,
      needsConfirmation: false,
      countTruth,
      ...COUNTS,
    });
    expect(defaultOf(c)).toBe('basic');
    // Once it is in place, nobody is moved any more.
    expect(ok(await c.call('update-attribute', CHANGE))).toMatchObject({
      changed: false,
      usersFollowingDefault: 0,
      countTruth: '',
    });
    await expectTidy(c, []);
  });
});

describe('what needs no confirmation', () => {
  test('as many as an operator has allowed', async () => {
    const c = await start({ environment: { GUARD_MAX_DEFAULT_FOLLOWERS: '3' } });
    expect(ok(await c.call('update-attribute', CHANGE))).toMatchObject({ changed: true, usersFollowingDefault: 3 });
  });

  test('a default that nobody follows, an attribute that is new, and any other change', async () => {
    const c = await start();
    for (const user of ['user.1', 'user.2', 'user.3']) c.omni.setValue(`${user}@acme.example`, 'tier', 'silver');
    expect(ok(await c.call('update-attribute', CHANGE))).toMatchObject({ changed: true, usersFollowingDefault: 0 });
    const fresh = { reference: 'fresh', label: 'Fresh', type: 'string', defaultValue: 'x' };
    expect(ok(await c.call('ensure-attribute', fresh))).toMatchObject({ created: true, usersFollowingDefault: 0 });
    c.omni.log.clear();
    const label = ok(await c.call('update-attribute', { reference: 'tier', label: 'Level' }));
    expect(label).toMatchObject({ changed: true, countTruth: '', uses: [], usesNote: '' });
    expect(c.omni.log.count({ path: '/api/scim' })).toBe(0);
  });
});

test('of several, those that are not confirmed are refused alone, each by its own number or that of all', async () => {
  const c = await start();
  c.omni.addAttribute({ name: 'area', label: 'Area', type: 'String', default_value: 'none' });
  const attributes = [
    { ...TIER, ...CHANGE },
    { reference: 'area', label: 'Area', type: 'string', defaultValue: 'north', confirmUsersFollowingDefault: 4 },
    { reference: 'fresh', label: 'Fresh', type: 'string' },
  ];
  const first = ok(await c.call('ensure-attributes', { attributes }));
  expect(first).toMatchObject({ createdCount: 1, updatedCount: 1, failedCount: 1 });
  expect(first.results).toMatchObject([
    { status: 'failed', error: 'DEFAULT_CHANGE_NEEDS_CONFIRMATION', usersFollowingDefault: 3, needsConfirmation: true },
    { status: 'updated', usersFollowingDefault: 4 },
    { status: 'created' },
  ]);
  const again = ok(await c.call('ensure-attributes', { attributes, confirmUsersFollowingDefault: 3 }));
  expect(again).toMatchObject({ updatedCount: 1, unchangedCount: 2, failedCount: 0 });
});

test('several values for good: how many hold one, and what uses the attribute', async () => {
  const c = await start();
  const files = { 'orders.topic': 'access_filters:\n  - { field: orders.tier, user_attribute: tier }\n' };
  c.omni.addModel({ name: 'Sales', files });
  c.omni.addConnection({ name: 'Warehouse', userAttribute: 'tier' });
  const change = { reference: 'tier', multiValued: true, dryRun: true };
  expect(ok(await c.call('update-attribute', change)).usesNote).toContain('models were never read');
  const report = await c.call('report-usage');
  await until(async () => (await c.call('report-usage', { reportId: report.body.reportId })).status === 200);
  const uses = [
    { model: 'Sales', file: 'orders.topic', line: 2, kind: 'access-filter' },
    { model: 'Warehouse', kind: 'connection' },
  ];
  const told = { usersFollowingDefault: 0, usersHoldingValue: 1, usedCount: 2, uses };
  expect(ok(await c.call('update-attribute', change))).toMatchObject({ ...told, needsConfirmation: false });
  const deletion = { reference: 'tier', confirmReference: 'tier', dryRun: true };
  const deleted = { deleted: false, wouldDelete: true, usersLosingValue: 1, usedCount: 2, uses };
  expect(ok(await c.call('delete-attribute', deletion))).toMatchObject(deleted);
  expect(writeCount(c)).toBe(0);
});

describe('where the list leaves the values out', () => {
  const omit = { switches: { listValues: 'omit' } } as const;

  test('what is remembered is not read again', async () => {
    const c = await start(omit);
    const { database } = c.connector.services;
    for (const { id, values } of c.omni.users) {
      await seeUserValues(database, id, new Map([['tier', values.tier === undefined ? [] : [String(values.tier)]]]));
    }
    c.omni.log.clear();
    expect(ok(await c.call('update-attribute', { ...CHANGE, dryRun: true }))).toMatchObject({
      countTruth: 'remembered',
      ...COUNTS,
    });
    expect(c.omni.log.count({ path: '/api/scim' })).toBe(1);
  });

  test('more than a call can read are counted as following, within a bounded number of requests', async () => {
    const environment = { OMNI_REQUESTS_PER_MINUTE: '60' };
    const c = await start({ ...omit, environment, clock: quickClock() });
    for (let at = 0; at < 20; at += 1) c.omni.addUser({ userName: `more.${at}@acme.example`, values: { tier: 'x' } });
    const counted = { countTruth: 'assumed', usersFollowingDefault: 24, usersHoldingValue: 0 };
    expect(ok(await c.call('update-attribute', { ...CHANGE, dryRun: true }))).toMatchObject(counted);
    expect(c.omni.log.count({ path: '/api/scim' })).toBe(1);
    const deletion = { reference: 'tier', confirmReference: 'tier', dryRun: true };
    const unknown = { wouldDelete: false, usersLosingValue: -1, countTruth: 'assumed' };
    expect(ok(await c.call('delete-attribute', deletion))).toMatchObject(unknown);
    const accepting = { ...deletion, acceptUnknownCount: true };
    expect(ok(await c.call('delete-attribute', accepting))).toMatchObject({ ...unknown, wouldDelete: true });
  });
});

test('what is remembered, of people whom Omni may no longer have, makes no change look smaller', async () => {
  const c = await start({ environment: { OMNI_REQUESTS_PER_MINUTE: '60' }, clock: quickClock() });
  // More pages than a call can read.
  for (let at = 0; at < 1_200; at += 1) c.omni.addUser({ userName: `more.${at}@acme.example` });
  for (let at = 0; at < 30; at += 1) {
    await seeUserValues(c.connector.services.database, `gone-${at}`, new Map([['tier', ['x']]]));
  }
  const { length } = c.omni.users;
  const dry = ok(await c.call('update-attribute', { ...CHANGE, dryRun: true }));
  expect(dry).toMatchObject({ usersFollowingDefault: length, countTruth: 'assumed', needsConfirmation: true });
});

test('recipients without an account whom Omni does not tell are -1', async () => {
  const c = await start();
  c.omni.faults.plan({ kind: 'answer', status: 404, body: {} }, { path: '/api/v1/users/email-only' });
  const dry = ok(await c.call('update-attribute', { ...CHANGE, dryRun: true }));
  expect(dry).toMatchObject({ usersFollowingDefault: 3, emailOnlyFollowingDefault: -1 });
});

describe('two calls at once', () => {
  test('the second is refused where the first does not end in time, and changes nothing', async () => {
    const c = await start({ clock: quickClock() });
    const held = { name: definitionLease('tier'), owner: 'another replica', leaseMs: 600_000 };
    await acquireLease(c.connector.services.database, held);
    expectError(
      await c.call('update-attribute', { ...CHANGE, confirmUsersFollowingDefault: 3 }),
      429,
      'ATTRIBUTE_BUSY',
    );
    expect(writeCount(c)).toBe(0);
    // What moves nobody does not wait for it, nor does a dry run.
    expect(ok(await c.call('update-attribute', { ...CHANGE, dryRun: true })).usersFollowingDefault).toBe(3);
    expect(ok(await c.call('update-attribute', { reference: 'tier', label: 'Level' })).changed).toBe(true);
  });

  test('what begins to move people only while the call waits has a lease of its own', async () => {
    const c = await start({ clock: quickClock() });
    const area = (defaultValue: string) =>
      c.omni.addAttribute({ name: 'area', label: 'Area', type: 'String', default_value: defaultValue });
    area('wanted');
    const held = { name: definitionLease('area'), owner: 'another replica', leaseMs: 600_000 };
    await acquireLease(c.connector.services.database, held);
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    const lists = { method: 'GET', path: '/api/v1/user-attributes' };
    c.omni.faults.plan({ kind: 'held', until: promise }, { ...lists, skip: 1 });
    const attributes = [
      { ...TIER, ...CHANGE, confirmUsersFollowingDefault: 3 },
      { ...TIER, reference: 'area', label: 'Area', defaultValue: 'wanted', confirmUsersFollowingDefault: 4 },
    ];
    const called = c.call('ensure-attributes', { attributes });
    await until(() => c.omni.log.count(lists) > 1);
    c.omni.removeAttribute('area');
    area('by the other replica');
    goOn();
    expectError(await called, 429, 'ATTRIBUTE_BUSY');
    expect(writeCount(c)).toBe(0);
  });

  test('the second counts anew under the lease: a number that was right before does not do', async () => {
    const c = await start();
    const other = await open({ omni: c.omni });
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PUT' });
    const first = c.call('update-attribute', { ...CHANGE, confirmUsersFollowingDefault: 3 });
    await until(() => c.omni.log.count({ method: 'PUT' }) > 0);
    const second = other.call('update-attribute', {
      ...CHANGE,
      defaultValue: 'other',
      confirmUsersFollowingDefault: 3,
    });
    await until(() => c.omni.log.count({ path: '/api/v1/user-attributes', method: 'GET' }) > 2);
    c.omni.addUser({ userName: 'late@acme.example' });
    goOn();
    ok(await first);
    expectError(await second, 409, 'DEFAULT_CHANGE_NEEDS_CONFIRMATION');
    expect(defaultOf(c)).toBe('basic');
    await expectTidy(c, []);
  });
});
