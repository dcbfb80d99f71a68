import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { until as eventually } from '../support/until.ts';
import { syncAttribute } from '../sync/set-up.ts';
import { ADA, BEN, CLEO, held, ok, POLICY, peopleOf, sync, until, usePolicies } from './set-up.ts';

const policies = usePolicies();
const policy = policies(POLICY);

const start = useConnector();
const people = (file = policy) => peopleOf(start, file);

test('a sync keeps the policy that it began with, also for those whom it reads after the file was replaced', async () => {
  const file = policies(POLICY);
  const c = await people(file);
  const { promise, resolve } = Promise.withResolvers<void>();
  const path = `/api/v1/groups/${c.oktaOrg.group('team-south').id}/users`;
  c.oktaOrg.faults.plan({ kind: 'held', until: promise }, { path });
  const { jobId } = (await c.call('sync-from-okta', { mode: 'job' })).body;
  await eventually(async () => c.oktaOrg.log.filter({ path }).length > 0);
  writeFileSync(file, POLICY.replace('otherwise: "false"', 'otherwise: "nobody"'));
  expect(c.connector.services.policy?.refresh()).toBe(true);
  resolve();
  await until(c, jobId, 'done');
  expect(held(c, BEN).pii).toBe('false');
  await sync(c);
  expect(held(c, BEN).pii).toBe('nobody');
});

describe('what cannot be read is left alone, and never becomes otherwise', () => {
  const synced = async () => {
    const c = await people();
    await sync(c);
    return c;
  };

  test('where the service app may not read groups', async () => {
    const c = await synced();
    c.oktaOrg.switches.grantedScopes = c.oktaOrg.switches.grantedScopes.filter((one) => one !== 'okta.groups.read');
    c.oktaOrg.revokeTokens();
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    const { message, changedCount } = await sync(c);
    expect(changedCount).toBe(1);
    expect(message).toContain(
      'Groups that could not be read: group PII Readers (Okta refuses them), group Sales (Okta refuses them), groups team-* (Okta refuses them).',
    );
    expect(message).toContain('Left alone for that: pii of 3 users, teams of 3 users.');
    expect(held(c, ADA)).toEqual({ region: 'apac', seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
  });

  test('where the members of a group are refused', async () => {
    const c = await synced();
    const { id } = c.oktaOrg.group('team-south');
    c.oktaOrg.faults.plan(
      { kind: 'answer', status: 403, body: { errorCode: 'E0000006' } },
      { path: `/api/v1/groups/${id}/users`, times: 5 },
    );
    c.oktaOrg.removeFromGroup('PII Readers', ADA);
    expect((await sync(c)).message).toContain('groups team-* (Okta refuses them)');
    expect(held(c, ADA)).toMatchObject({ pii: 'false', teams: ['north', 'sales', 'south'] });
  });

  test('where a group was renamed', async () => {
    const c = await synced();
    c.oktaOrg.renameGroup('PII Readers', 'PII-Readers');
    expect((await sync(c)).message).toContain('group PII Readers (Okta has none of this name)');
    expect(held(c, ADA).pii).toBe('true');
  });

  test('where two groups bear one name, of which the policy cannot mean both', async () => {
    const c = await synced();
    c.oktaOrg.addGroup('PII Readers');
    c.oktaOrg.addGroup('team-north');
    const { message } = await sync(c);
    expect(message).toContain('group PII Readers (two bear one name), groups team-* (two bear one name).');
    expect(held(c, ADA)).toMatchObject({ pii: 'true', teams: ['north', 'sales', 'south'] });
  });

  test('a rule behind the one that fits does not matter', async () => {
    const c = await people(
      policies(`version: 1
attributes:
  - reference: pii
    label: PII
    type: string
    value:
      groups: [{ group: Sales, value: "sales" }, { group: No Such Group, value: "x" }]
      otherwise: "false"
`),
    );
    c.omni.setValue(BEN, 'pii', 'before');
    expect((await sync(c)).message).toContain('Left alone for that: pii of 2 users.');
    expect([held(c, ADA).pii, held(c, BEN).pii]).toEqual(['sales', 'before']);
  });

  test('a group that is deleted while it is read', async () => {
    const c = await synced();
    const { id } = c.oktaOrg.group('PII Readers');
    c.oktaOrg.faults.plan(
      { kind: 'answer', status: 404, body: { errorCode: 'E0000007' } },
      { path: `/api/v1/groups/${id}/users` },
    );
    expect((await sync(c)).message).toContain('group PII Readers (Okta has none of this name)');
    expect(held(c, ADA).pii).toBe('true');
  });
});

describe('empty, otherwise and left out', () => {
  test('emptyValues decides on what is empty in Okta', async () => {
    const c = await people();
    c.omni.setValue(CLEO, 'region', 'amer');
    expect(await sync(c, { references: ['region'] })).toMatchObject({ emptyCount: 1 });
    expect(held(c, CLEO).region).toBe('amer');
    await sync(c, { references: ['region'], emptyValues: 'clear' });
    expect(held(c, CLEO).region).toBeUndefined();
  });

  test('otherwise: null clears whatever emptyValues says, and no otherwise leaves alone', async () => {
    const c = await people(policies(POLICY.replace('otherwise: "false"', 'otherwise: null')));
    for (const name of [BEN, CLEO]) c.omni.setValue(name, 'pii', 'true');
    c.omni.setValue(CLEO, 'teams', ['by hand']);
    expect(await sync(c, { references: ['pii', 'teams'], emptyValues: 'leave' })).toMatchObject({ emptyCount: 0 });
    expect([held(c, BEN).pii, held(c, CLEO).pii, held(c, CLEO).teams]).toEqual([undefined, undefined, ['by hand']]);
  });

  test.each([
    ['leave', 'apac'],
    ['clear', undefined],
  ])('unassigned: %s', async (unassigned, after) => {
    const c = await people(policies(POLICY.replace('version: 1', `version: 1\nunassigned: ${unassigned}`)));
    await sync(c);
    c.oktaOrg.unassign(BEN);
    expect(await sync(c)).toMatchObject({ leftoverCount: 1 });
    expect(held(c, BEN).region).toBe(after);
  });
});

describe('a value that does not fit keeps no other from being written', () => {
  const results = (body: { readonly results: readonly object[] }) => body.results;

  test('by the policy', async () => {
    const c = await people();
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'mars' });
    const body = await sync(c);
    expect(body).toMatchObject({ total: 4, changedCount: 3, failedCount: 1 });
    expect(body.message).toContain('1 value does not fit and is a failed row.');
    const failed = results(body).find((row) => 'code' in row && row.code !== '');
    expect(failed).toMatchObject({
      userName: ADA,
      status: 'failed',
      code: 'VALUE_NOT_ALLOWED',
      message: expect.stringContaining('region'),
    });
    expect(held(c, ADA)).toEqual({ seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
  });

  test('nor without a policy, nor an attribute that Omni lacks, for those who left as well', async () => {
    const c = await peopleOf(start, '');
    c.omni.addAttribute({ name: 'single', label: 'Single', type: 'String' });
    syncAttribute(c.oktaOrg, 'lacking');
    syncAttribute(c.oktaOrg, 'single', 'array');
    c.oktaOrg.updateProfile(ADA, { lackingOfUser: 'x', singleOfUser: ['a', 'b'] });
    const body = await sync(c);
    expect(results(body)).toMatchObject([
      { userName: ADA, status: 'changed' },
      { userName: ADA, status: 'failed', code: 'REFERENCE_UNKNOWN', message: expect.stringContaining('lacking') },
      { userName: ADA, status: 'failed', code: 'VALUE_NOT_SINGLE', message: expect.stringContaining('single') },
      { userName: BEN, status: 'changed' },
    ]);
    c.oktaOrg.unassign(BEN);
    await sync(c, { clearLeftovers: true });
    expect([held(c, ADA), held(c, BEN)]).toEqual([{ region: 'EMEA', seats: 12 }, {}]);
  });
});

test('a policy that only says what values may be leaves the sync to what Okta maps', async () => {
  const c = await people(
    policies('version: 1\nattributes: [{ reference: region, label: R, type: string, normalize: lower }]\n'),
  );
  expect(await sync(c)).toMatchObject({ references: ['region', 'seats', 'teams'] });
  expect(held(c, ADA)).toEqual({ region: 'emea', seats: 12 });
});

test('a reference without a source is named, with the nearest one', async () => {
  const c = await people();
  const { message } = expectError(await c.call('sync-from-okta', { references: ['regions'] }), 422, 'POLICY_NO_SOURCE');
  expect(message).toContain('did you mean region?');
});

test('a job follows to its end the policy that it began with', async () => {
  const file = policies(POLICY);
  const c = await people(file);
  const { jobId } = (await c.call('sync-from-okta', { maxChangedUsers: 0 })).body;
  await until(c, jobId, 'needs-approval');
  const { database } = c.connector.services;
  const [kept] = await database.query<{ policy: object[] }>(
    `SELECT options -> 'sync' -> 'policy' AS policy FROM connector.jobs`,
  );
  expect(kept?.policy).toHaveLength(4);
});

test('a job that waits while the policy is replaced writes nothing that the policy of then does not allow', async () => {
  const file = policies(POLICY);
  const c = await people(file);
  const { jobId } = (await c.call('sync-from-okta', { maxChangedUsers: 0 })).body;
  await until(c, jobId, 'needs-approval');
  writeFileSync(file, POLICY.replace('allowed: [emea, apac]', 'allowed: [apac]'));
  expect(c.connector.services.policy?.refresh()).toBe(true);
  ok(await c.call('approve-job', { jobId }));
  await until(c, jobId, 'done');
  expect([held(c, ADA), held(c, BEN).region]).toEqual([{}, 'apac']);
  const { results } = (await c.call('list-job-results', { jobId, status: 'failed' })).body;
  expect(results).toMatchObject([{ userName: ADA, code: 'VALUE_NOT_ALLOWED' }]);
  // The next sync leaves out that attribute alone.
  await sync(c);
  expect(held(c, ADA)).toEqual({ seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
});
