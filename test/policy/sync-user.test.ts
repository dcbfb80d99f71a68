import { describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../src/errors/error-codes.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { until as eventually } from '../support/until.ts';
import { ADA, BEN, CLEO, held, ok, POLICY, peopleOf, syncUser, until, usePolicies, writeCount } from './set-up.ts';

const policies = usePolicies();
const policy = policies(POLICY);

const start = useConnector();
const people = (file = policy) => peopleOf(start, file);

test('a row is as old as the reading of the groups, though the page of its user was read later', async () => {
  const c = await people();
  const { promise, resolve } = Promise.withResolvers<void>();
  const last = `/api/v1/groups/${c.oktaOrg.group('team-south').id}/users`;
  c.oktaOrg.faults.plan({ kind: 'held', until: promise }, { path: last });
  const { jobId } = (await c.call('sync-from-okta', { mode: 'job', references: ['pii', 'teams'] })).body;
  await eventually(async () => c.oktaOrg.log.filter({ path: last }).length > 0);
  c.oktaOrg.removeFromGroup('PII Readers', ADA);
  await syncUser(c, { userName: ADA, references: ['pii'] });
  resolve();
  await until(c, jobId, 'done');
  expect([held(c, ADA).pii, held(c, BEN).pii]).toEqual(['false', 'false']);
  const { results } = (await c.call('list-job-results', { jobId })).body;
  expect(results[0]).toMatchObject({ userName: ADA, code: 'ROW_SUPERSEDED' });
});

test('a place is that of before the read: what was written while Okta answered stays', async () => {
  const c = await people();
  const { promise, resolve } = Promise.withResolvers<void>();
  c.oktaOrg.faults.plan({ kind: 'held', until: promise }, { path: /^\/api\/v1\/users\/[^/]+\/groups/ });
  const syncing = c.call('sync-user', { userName: ADA, references: ['pii'] });
  await eventually(async () => c.oktaOrg.log.filter({ path: '/api/v1/apps' }).length > 0);
  ok(await c.call('set-user-values', { userName: ADA, values: { pii: 'by call' } }));
  resolve();
  expect(ok(await syncing)).toMatchObject({ changed: false, skippedReason: 'superseded' });
  expect(held(c, ADA).pii).toBe('by call');
});

describe('what cannot be read is left alone and told', () => {
  const synced = async () => {
    const c = await people();
    await syncUser(c, { userName: ADA });
    return c;
  };
  const expectLeft = async (c: ConnectorUnderTest, why: string) => {
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    const body = await syncUser(c, { userName: ADA, references: ['region', 'pii'] });
    expect(body.changes.map(({ reference }) => reference)).toEqual(['region']);
    expect(body.problems).toEqual([
      { reference: 'pii', code: 'GROUPS_UNREADABLE', message: expect.stringContaining(why) },
    ]);
    expect(body.sources[1]).toEqual({ reference: 'pii', from: 'none', detail: why });
    expect(held(c, ADA).pii).toBe('true');
  };
  const WHY = 'group PII Readers could not be read';

  test('a group that was renamed', async () => {
    const c = await synced();
    c.oktaOrg.renameGroup('PII Readers', 'PII-Readers');
    await expectLeft(c, WHY);
  });

  test('a name that two groups bear', async () => {
    const c = await synced();
    c.oktaOrg.addGroup('PII Readers');
    await expectLeft(c, WHY);
  });

  test.each([/^\/api\/v1\/users\/[^/]+\/groups/, /^\/api\/v1\/groups/])('a refusal of %s', async (path) => {
    const c = await synced();
    c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body: { errorCode: 'E0000006' } }, { path, times: 9 });
    await expectLeft(c, WHY);
  });

  test('but Okta out of reach is an error, and nothing is written', async () => {
    const c = await people();
    c.oktaOrg.faults.plan({ kind: 'server-error' }, { path: /^\/api\/v1\/groups/, times: 99 });
    expectError(await c.call('sync-user', { userName: ADA }), 503, 'OKTA_UNREACHABLE');
    expect(writeCount(c)).toBe(0);
  });
});

test('a value that does not fit keeps no other from being written', async () => {
  const c = await people();
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'mars' });
  const { problems, changed } = await syncUser(c, { userName: ADA });
  expect(changed).toBe(true);
  expect(problems).toEqual([
    { reference: 'region', code: 'VALUE_NOT_ALLOWED', message: expect.stringContaining('region') },
  ]);
  expect(held(c, ADA)).toEqual({ seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
});

test('while Omni has no time it becomes a row where that is asked for, and keeps the place of its read', async () => {
  const c = await people();
  const away = () => c.omni.faults.plan({ kind: 'server-error' }, { times: Number.POSITIVE_INFINITY });
  away();
  expectError(await c.call('sync-user', { userName: ADA }), 503, 'OMNI_UNREACHABLE');
  c.omni.faults.clear();
  await syncUser(c, { userName: BEN });
  away();
  const queued = await c.call('sync-user', { userName: ADA, whenBusy: 'queue' });
  expect(queued).toMatchObject({ status: 202, body: { changed: false, assigned: true, problems: [] } });
  expect(queued.body.sources).toHaveLength(4);
  c.oktaOrg.removeFromGroup('PII Readers', ADA);
  c.omni.faults.clear();
  await until(c, queued.body.jobId, 'done');
  expect(held(c, ADA)).toMatchObject({ region: 'emea', pii: 'true' });
});

test('also where the definitions are not known, and a value that does not fit keeps no other away', async () => {
  const c = await people();
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'mars' });
  c.omni.faults.plan({ kind: 'server-error' }, { times: Number.POSITIVE_INFINITY });
  const queued = await c.call('sync-user', { userName: ADA, whenBusy: 'queue' });
  expect(queued.status).toBe(202);
  c.omni.faults.clear();
  const job = await until(c, queued.body.jobId, 'done');
  expect(job).toMatchObject({ total: 4, changedCount: 3, failedCount: 1 });
  expect(held(c, ADA)).toEqual({ seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
});

describe('what a person costs in requests to Okta', () => {
  const NAMES = Array.from({ length: 12 }, (_, at) => `team-${at}`);
  const rules = NAMES.map((name) => `        - { group: ${name}, value: [${name}] }\n`).join('');
  const many = policies(`version: 1
attributes:
  - reference: teams
    label: Teams
    type: string
    multiValued: true
    value:
      combine: union
      groups:
${rules}`);
  /** Without those that find the person. */
  const groupReads = async (c: ConnectorUnderTest) => {
    await syncUser(c, { userName: ADA });
    c.oktaOrg.log.clear();
    await syncUser(c, { userName: ADA });
    return c.oktaOrg.log.all.filter(({ path }) => path.includes('/groups')).length;
  };
  const world = async (oktaOrg: object = {}) => {
    const c = await peopleOf(start, many, { oktaOrg });
    for (const name of NAMES) c.oktaOrg.addToGroup(name, ADA);
    return c;
  };

  test('is one for their groups, and one for every ten rules', async () => {
    const c = await world();
    expect(await groupReads(c)).toBe(1 + 2);
    expect(held(c, ADA).teams).toEqual(NAMES.toSorted());
    expect(
      c.oktaOrg.log.all.map(({ path }) => path.replace(/00u\w+/, ':user').replace(c.oktaOrg.appId, ':app')),
    ).toEqual(['/api/v1/apps/:app/users/:user', '/api/v1/users/:user/groups', '/api/v1/groups', '/api/v1/groups']);
  });

  test('and one for each rule beside where Okta takes no search for several', async () => {
    const c = await world({ groupSearchJoins: false });
    expect(await groupReads(c)).toBe(1 + 2 + NAMES.length);
    expect(held(c, ADA).teams).toEqual(NAMES.toSorted());
  });
});

test('a dry run tells and writes nothing', async () => {
  const c = await people();
  const body = await syncUser(c, { userName: ADA, dryRun: true });
  expect(body).toMatchObject({ changed: true, verified: false });
  expect(body.changes).toHaveLength(4);
  expect(writeCount(c)).toBe(0);
});

describe('without a policy', () => {
  test('what the Omni app holds counts', async () => {
    const c = await peopleOf(start, '');
    const body = await syncUser(c, { userName: BEN });
    expect(body.sources).toEqual([
      { reference: 'region', from: 'mapping', detail: 'app.regionOfApp' },
      { reference: 'seats', from: 'mapping', detail: 'app.seatsOfApp is empty, or no such variable' },
      { reference: 'teams', from: 'mapping', detail: 'app.teamsOfApp is empty, or no such variable' },
    ]);
    expect(held(c, BEN)).toEqual({ region: 'apac' });
    expect(c.oktaOrg.log.filter({ path: '/api/v1/groups' })).toEqual([]);
  });

  test('what is empty is left, or cleared where that is asked for', async () => {
    const c = await peopleOf(start, '');
    c.omni.setValue(BEN, 'seats', 5);
    await syncUser(c, { userName: BEN });
    expect(held(c, BEN)).toEqual({ region: 'apac', seats: 5 });
    await syncUser(c, { userName: BEN, emptyValues: 'clear' });
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });
});

describe('somebody whom Okta does not assign', () => {
  const CLEAR = policies(POLICY.replace('version: 1', 'version: 1\nunassigned: clear'));
  const leaves = async (file: string, how: (c: ConnectorUnderTest) => void = (c) => c.oktaOrg.unassign(ADA)) => {
    const c = await people(file);
    await syncUser(c, { userName: ADA });
    how(c);
    return c;
  };

  test('keeps what they hold', async () => {
    const c = await leaves(policy);
    expect(await syncUser(c, { userName: ADA })).toMatchObject({
      assigned: false,
      changed: false,
      skippedReason: 'not-assigned',
    });
    expect(held(c, ADA).pii).toBe('true');
  });

  test.each<[string, (c: ConnectorUnderTest) => void]>([
    ['is unassigned', (c) => c.oktaOrg.unassign(ADA)],
    ['has an assignment that ended', (c) => c.oktaOrg.setAppUser(ADA, { status: 'DEPROVISIONED' })],
    ['is deactivated', (c) => c.oktaOrg.setStatus(ADA, 'DEPROVISIONED')],
  ])('who %s loses it where the policy says so', async (_, how) => {
    const c = await leaves(CLEAR, how);
    const body = await syncUser(c, { oktaUserId: c.oktaOrg.user(ADA).id });
    expect(body).toMatchObject({ assigned: false, changed: true, userName: ADA });
    expect(held(c, ADA)).toEqual({});
  });

  test.each<[string, (c: ConnectorUnderTest) => { userName: string } | { oktaUserId: string }]>([
    ['asked for by the name', () => ({ userName: ADA })],
    ['asked for by their id', (c) => ({ oktaUserId: c.oktaOrg.user(ADA).id })],
  ])('%s, loses nothing where Okta assigns somebody by the name whom nobody has seen yet', async (_, asked) => {
    const c = await leaves(CLEAR);
    c.oktaOrg.addUser({ login: 'rehired@acme.example' });
    c.oktaOrg.assign('rehired@acme.example', { userName: ADA });
    const { id } = c.oktaOrg.user('rehired@acme.example');
    const body = await syncUser(c, asked(c));
    expect(body).toMatchObject({ changed: false, skippedReason: 'not-assigned', message: expect.stringContaining(id) });
    expect(held(c, ADA).pii).toBe('true');
  });

  test('loses nothing where Okta does not tell who bears the name', async () => {
    const c = await leaves(CLEAR);
    c.oktaOrg.faults.plan(
      { kind: 'answer', status: 400, body: { errorCode: 'E0000031' } },
      { path: /\/apps\/[^/]+\/users$/ },
    );
    expect(await syncUser(c, { userName: ADA })).toMatchObject({ changed: false, skippedReason: 'not-assigned' });
    expect(held(c, ADA).pii).toBe('true');
  });

  test('loses it only where Okta shows the app: one that it hides looks like one without users', async () => {
    const c = await leaves(CLEAR);
    c.oktaOrg.faults.plan({ kind: 'answer', status: 404, body: { errorCode: 'E0000007' } }, { path: /\/apps\/[^/]+$/ });
    expectError(await c.call('sync-user', { userName: ADA }), 409, 'OKTA_APP_NOT_FOUND');
    expect(held(c, ADA).pii).toBe('true');
  });

  test('loses nothing where Okta was never seen to assign them: it is not Okta’s', async () => {
    const c = await people(CLEAR);
    c.oktaOrg.addUser({ login: 'dan@acme.example' });
    c.omni.addUser({ userName: 'dan@acme.example', values: { pii: 'true' } });
    expect(await syncUser(c, { userName: 'dan@acme.example' })).toMatchObject({ skippedReason: 'not-assigned' });
    expect(held(c, 'dan@acme.example')).toEqual({ pii: 'true' });
  });

  test('is no failure when Omni has no account of theirs any more', async () => {
    const c = await leaves(CLEAR);
    c.omni.deactivate(ADA);
    expect(await syncUser(c, { userName: ADA })).toMatchObject({ skippedReason: 'not-assigned', changed: false });
  });
});

describe('the person', () => {
  const NEW = 'ben.new@acme.example';

  test('is found by the name in the app before the login, whatever bears that', async () => {
    const c = await people();
    await syncUser(c, { userName: BEN });
    c.oktaOrg.setAppUser(BEN, { userName: NEW });
    c.omni.addUser({ userName: NEW });
    expect(await syncUser(c, { userName: BEN, references: ['region'] })).toMatchObject({
      userName: NEW,
      changed: true,
    });
    expect(await syncUser(c, { userName: NEW, references: ['region'] })).toMatchObject({
      userName: NEW,
      changed: false,
    });
  });

  test.each<[object, number, ErrorCode]>([
    [{ userName: 'nobody@acme.example' }, 404, 'OKTA_USER_NOT_FOUND'],
    [{ oktaUserId: '00unobody' }, 404, 'OKTA_USER_NOT_FOUND'],
    [{ userName: ADA, oktaUserId: '00u1' }, 400, 'BODY_INVALID'],
    [{}, 400, 'BODY_INVALID'],
    [{ userName: ADA, references: ['pi'] }, 422, 'POLICY_NO_SOURCE'],
  ])('%j', async (input, status, code) => {
    const c = await people();
    expectError(await c.call('sync-user', input), status, code);
    expect(writeCount(c)).toBe(0);
  });

  test('who is not in Omni is not found', async () => {
    const c = await people();
    c.oktaOrg.addUser({ login: 'eve@acme.example' });
    c.oktaOrg.assign('eve@acme.example');
    expectError(await c.call('sync-user', { userName: 'eve@acme.example' }), 404, 'USER_NOT_FOUND');
  });
});

test.each(['okta.setup', 'omni.values.write'])('a token without %s', async (scope) => {
  const c = await people();
  const scp = ['okta.setup', 'omni.values.write'].filter((other) => other !== scope);
  const answer = await c.call('sync-user', { userName: CLEO }, { authorization: `Bearer ${await c.token({ scp })}` });
  expectError(answer, 403, 'SCOPE_MISSING');
});
