import { describe, expect, test } from '@jest/globals';
import { ok, setValues } from '../flows/set-up.ts';
import { OMNI } from '../okta-flows/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, addBoth, BEN, CLEO, drift, expectOnlyRead, INSTANCES, seed, short } from './set-up.ts';

const start = useConnector();

describe.each(INSTANCES)('where %s', (_, switches) => {
  const begin = async () => {
    const c = await start({ oktaOrg: true, switches });
    seed(c);
    return c;
  };

  test('two sides that agree are told so, and nothing is written', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea', seats: '12', tier: 'gold' }, { region: 'emea', seats: 12, tier: 'gold' });
    addBoth(c, BEN, {});
    const report = await drift(c);
    expect(report).toMatchObject({
      driftCount: 0,
      oktaUserCount: 2,
      omniUserCount: 2,
      sameCount: 6,
      conflicts: [],
      staleReferences: [],
      rows: [],
      nextCursor: '',
      message: '0 differences in 3 attributes of 2 users in Okta and 2 in Omni.',
    });
    expect(Date.parse(report.finishedAt)).toBeGreaterThan(0);
    await expectOnlyRead(c);
  });

  test('each difference is one row, with what both sides hold', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea', seats: '12' }, { region: 'apac', tier: 'gold' });
    const report = await drift(c);
    expect(report).toMatchObject({ differentCount: 1, onlyInOktaCount: 1, onlyInOmniCount: 1, driftCount: 3 });
    expect(report.rows).toMatchObject([
      { userName: ADA, reference: 'region', kind: 'different', okta: 'emea', omni: 'apac', written: '' },
      { userName: ADA, reference: 'seats', kind: 'only-in-okta', oktaValues: ['12'], omniValues: [] },
      { userName: ADA, reference: 'tier', kind: 'only-in-omni', oktaValues: [], omniValues: ['gold'] },
    ]);
  });

  test('each row says what is in force for the user, and where it comes from', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea', seats: '12', tier: 'gold' }, { region: 'apac' });
    c.oktaOrg.addUser({ login: BEN, profile: {} });
    c.oktaOrg.assign(BEN);
    c.omni.addUser({ userName: CLEO, values: { tier: 'silver' } });
    expect((await drift(c)).rows).toMatchObject([
      { reference: 'region', effective: 'apac', effectiveValues: ['apac'], source: 'own' },
      { reference: 'seats', effective: '', effectiveValues: [], source: 'none' },
      { reference: 'tier', kind: 'only-in-okta', effective: 'none', effectiveValues: ['none'], source: 'default' },
      { userName: BEN, reference: '', effective: '', effectiveValues: [], source: '' },
      { userName: CLEO, kind: 'not-assigned', effective: 'silver', source: 'own' },
    ]);
  });

  test('a user who is on one side only is a row, and so is one whom Okta knows by another Omni id', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea' });
    c.oktaOrg.addUser({ login: BEN, profile: { region: 'emea' } });
    c.oktaOrg.assign(BEN);
    c.omni.addUser({ userName: CLEO, values: { region: 'apac' } });
    c.omni.reactivate(ADA);
    const report = await drift(c);
    expect(short(report)).toEqual([
      `${ADA} omni-id-changed`,
      `${ADA} region only-in-okta`,
      `${BEN} not-in-omni`,
      `${CLEO} region not-assigned`,
    ]);
    expect(report).toMatchObject({ recreatedCount: 1, notInOmniCount: 1, notAssignedCount: 1, driftCount: 4 });
    expect(report.rows[3]?.detail).toContain('never seen to assign');
  });

  test('a deactivated user of Omni is not one that Okta could push to', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea' });
    c.omni.deactivate(ADA);
    expect(short(await drift(c))).toEqual([`${ADA} not-in-omni`]);
  });

  test('who was assigned once and is not any more is named as such, whether Okta still lists them or not', async () => {
    const c = await begin();
    for (const login of [ADA, BEN]) addBoth(c, login, { region: 'emea' });
    expect(short(await drift(c))).toEqual([]);
    c.oktaOrg.unassign(ADA);
    c.oktaOrg.setAppUser(BEN, { status: 'DEPROVISIONED' });
    const { rows, oktaUserCount } = await drift(c);
    expect(rows).toMatchObject([
      { userName: ADA, kind: 'not-assigned', detail: expect.stringContaining('once') },
      { userName: BEN, kind: 'not-assigned', detail: expect.stringContaining('has ended') },
    ]);
    expect(oktaUserCount).toBe(0);
  });

  test('what does not fit the attribute is a row, and the rest is compared', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea', seats: 'many' }, { region: 'emea' });
    const report = await drift(c);
    expect(report).toMatchObject({ notComparableCount: 1, sameCount: 2 });
    expect(report.rows).toMatchObject([
      {
        reference: 'seats',
        kind: 'not-comparable',
        okta: 'many',
        detail: expect.stringMatching(/^VALUE_NOT_A_NUMBER/),
      },
    ]);
  });

  test("Okta's own word about its push is a row that alarms nobody", async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea' });
    c.oktaOrg.setAppUser(ADA, { syncState: 'ERROR' });
    const report = await drift(c);
    expect(report).toMatchObject({ oktaErrorCount: 1, driftCount: 0 });
    expect(short(report)).toEqual([`${ADA} okta-sync-state`]);
  });

  test('the last value that this connector wrote stands beside, and an attribute with two owners is a conflict', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea' }, {});
    ok(await setValues(c, { region: 'emea' }));
    c.omni.setValue(ADA, 'region', 'apac');
    const report = await drift(c);
    expect(report.rows).toMatchObject([
      { reference: 'region', okta: 'emea', written: 'emea', omni: 'apac', writtenValues: ['emea'] },
    ]);
    expect(report).toMatchObject({ conflictCount: 1 });
    expect(report.conflicts).toMatchObject([
      { reference: 'region', appVariable: 'region', expression: 'user.region', pushStatus: 'PUSH' },
    ]);
  });

  test('a push after the report repairs what was changed by hand', async () => {
    const c = await begin();
    addBoth(c, ADA, { region: 'emea' }, {});
    ok(await c.call('push-users', { rows: [{ userName: ADA, values: { region: 'emea' } }], verify: 'all' }));
    c.omni.setValue(ADA, 'region', 'apac');
    expect((await drift(c)).differentCount).toBe(1);
    const rows = [...['x1', 'x2', 'x3'].map((name) => `${name}@acme.example`), ADA];
    for (const userName of rows.slice(0, 3)) c.omni.addUser({ userName });
    const answer = await c.call('push-users', {
      rows: rows.map((userName) => ({ userName, values: { region: 'emea' } })),
    });
    expect(answer.body).toMatchObject({ changedCount: 4 });
    expect(c.omni.findUser(ADA)?.values.region).toBe('emea');
    expect((await drift(c)).differentCount).toBe(0);
  });
});

test('a mapping on create only is no conflict, nor is one that is not there', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  addBoth(c, ADA, { region: 'emea', seats: '1' }, {});
  ok(await setValues(c, { region: 'emea', seats: 1 }));
  c.oktaOrg.setMapping('region', { expression: 'user.region', pushStatus: 'DONT_PUSH' });
  c.oktaOrg.setMapping('seats', undefined);
  expect((await drift(c)).conflicts).toEqual([]);
});

test('a mapping that asks for groups is named: the agreement of both sides proves nothing', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  c.oktaOrg.setMapping('region', { expression: 'isMemberOfGroupName("Sales") ? "emea" : "none"', pushStatus: 'PUSH' });
  addBoth(c, ADA, {}, { region: 'none' });
  c.oktaOrg.addToGroup('Sales', ADA);
  expect(await drift(c)).toMatchObject({
    driftCount: 0,
    staleReferences: ['region'],
    message: expect.stringContaining("1 mapping asks for groups, so Okta's side may be old."),
  });
});

test('without provisioning there is no mapping, and the report is made all the same', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  addBoth(c, ADA, { region: 'emea' });
  c.oktaOrg.switches.hasMapping = false;
  expect(await drift(c)).toMatchObject({ sameCount: 3, conflicts: [] });
});

test('a default that is shown is no value of the user unless a write has proved it', async () => {
  const c = await start({ oktaOrg: true, switches: { readDefaults: 'yes' } });
  seed(c);
  addBoth(c, ADA, {});
  addBoth(c, BEN, { tier: 'gold' }, {});
  const report = await drift(c, { references: ['tier'] });
  expect(report.rows).toMatchObject([{ userName: BEN, kind: 'different', detail: expect.stringContaining('default') }]);
  expect(report.sameCount).toBe(1);
  ok(await setValues(c, { tier: 'none' }));
  expect(short(await drift(c, { references: ['tier'] }))).toEqual([
    `${ADA} tier only-in-omni`,
    `${BEN} tier different`,
  ]);
});

test('an attribute that Omni lacks is one row, not one per user', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  for (const login of [ADA, BEN]) addBoth(c, login, { region: 'emea', seats: '4' }, { region: 'emea' });
  c.omni.removeAttribute('seats');
  const report = await drift(c);
  expect(short(report)).toEqual([' seats not-comparable']);
  expect(report.rows[0]?.detail).toContain('REFERENCE_UNKNOWN');
  expect(report).toMatchObject({ notComparableCount: 1, sameCount: 4 });
});

test('a list that shifts between two pages loses nobody', async () => {
  const c = await start({ oktaOrg: true, switches: { pageShift: 'yes' } });
  seed(c);
  for (let i = 0; i < 150; i += 1) addBoth(c, `user${i}@acme.example`, { region: 'emea' });
  expect(await drift(c)).toMatchObject({ driftCount: 0, oktaUserCount: 150, omniUserCount: 151 });
});

test('rows come in pages, and kinds chooses among them', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  for (const login of [ADA, BEN, CLEO]) addBoth(c, login, { region: 'emea', seats: '4' }, { region: 'apac' });
  const first = await drift(c, { limit: 4 });
  expect(first.rows).toHaveLength(4);
  const page = { reportId: first.reportId, limit: 4, cursor: first.nextCursor };
  const second = ok(await c.call('report-drift', page));
  expect([...short(first), ...short(second)]).toEqual(
    [ADA, BEN, CLEO].flatMap((login) => [`${login} region different`, `${login} seats only-in-okta`]),
  );
  expect(second).toMatchObject({ nextCursor: '', driftCount: 6 });
  const chosen = ok(await c.call('report-drift', { reportId: first.reportId, kinds: ['only-in-okta'] }));
  expect(short(chosen)).toEqual([ADA, BEN, CLEO].map((login) => `${login} seats only-in-okta`));
  expectError(await c.call('report-drift', { cursor: 'none of ours' }), 400, 'BODY_INVALID');
});

test('only the references that are named are compared, and one that Okta does not sync is refused', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  addBoth(c, ADA, { region: 'emea', seats: '4' }, { region: 'apac', seats: 5 });
  expect(short(await drift(c, { references: ['seats'] }))).toEqual([`${ADA} seats different`]);
  expectError(await c.call('report-drift', { references: ['regoin'] }), 422, 'OKTA_ATTRIBUTE_NOT_SYNCED');
});

test('without the Management API there is no drift report', async () => {
  const c = await start();
  expectError(await c.call('report-drift'), 409, 'OKTA_NOT_CONFIGURED');
});

test('a report that is not there, or is of another kind, is not found', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  const { reportId } = await drift(c);
  expectError(await c.call('report-coverage', { reportId }), 404, 'REPORT_NOT_FOUND');
  expectError(await c.call('report-drift', { reportId: 'nothing' }), 404, 'REPORT_NOT_FOUND');
});

describe('where users have to be read by id', () => {
  const begin = async () => {
    const c = await start({ oktaOrg: true, switches: { listValues: 'omit' } });
    seed(c);
    for (const login of [ADA, BEN]) addBoth(c, login, { region: 'emea' });
    const { id = '' } = c.omni.findUser(ADA) ?? {};
    return { c, id, target: { method: 'GET', path: `/api/scim/v2/Users/${id}` } };
  };

  test('values that Omni hides are not taken for none', async () => {
    const { c, id, target } = await begin();
    c.omni.faults.plan({ kind: 'answer', status: 200, body: { id, userName: ADA, active: true } }, target);
    const report = await drift(c);
    expect(short(report)).toEqual(['region', 'seats', 'tier'].map((reference) => `${ADA} ${reference} not-comparable`));
    expect(report).toMatchObject({ notComparableCount: 3, sameCount: 3 });
  });

  test('values that Omni does not let the key read are not comparable, and nothing waits for them', async () => {
    const { c, target } = await begin();
    const body = { detail: 'Managed elsewhere' };
    c.omni.faults.plan({ kind: 'answer', status: 403, body }, { ...target, times: Number.POSITIVE_INFINITY });
    const report = await drift(c);
    expect(short(report)).toEqual(['region', 'seats', 'tier'].map((reference) => `${ADA} ${reference} not-comparable`));
    expect(report).toMatchObject({ notComparableCount: 3, sameCount: 3 });
  });

  test('who is gone by then, or deactivated, is not in Omni', async () => {
    const { c, id, target } = await begin();
    c.omni.faults.plan({ kind: 'answer', status: 404 }, target);
    expect(short(await drift(c))).toEqual([`${ADA} not-in-omni`]);
    c.omni.faults.plan({ kind: 'answer', status: 200, body: { id, userName: ADA, active: false } }, target);
    expect(await drift(c)).toMatchObject({ notInOmniCount: 1, omniUserCount: 1 });
  });
});

test('a name that two active users of Omni bear is not compared', async () => {
  const c = await start({ oktaOrg: true, switches: { listValues: 'include' } });
  seed(c);
  addBoth(c, ADA, { region: 'emea' });
  const twins = ['omni-1', 'omni-2'].map((id) => ({ id, userName: ADA, active: true, [OMNI]: {} }));
  const path = /^\/api\/scim\/v2\/Users$/i;
  c.omni.faults.plan(
    { kind: 'answer', status: 200, body: { totalResults: 2, Resources: twins } },
    { method: 'GET', path },
  );
  const report = await drift(c);
  expect(report.rows).toMatchObject([
    { userName: ADA, kind: 'omni-id-changed' },
    { userName: ADA, kind: 'not-comparable', reference: '', detail: expect.stringMatching(/^USER_AMBIGUOUS/) },
  ]);
});

test('a name by which Okta assigns two people is not compared, and both are named by their ids', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  addBoth(c, ADA, { region: 'emea' }, { region: 'apac' });
  c.oktaOrg.addUser({ login: BEN, profile: { region: 'amer' } });
  c.oktaOrg.assign(BEN, { userName: ADA.toUpperCase() });
  const { rows, notComparableCount } = await drift(c);
  expect(rows.map(({ kind, reference }) => [kind, reference])).toEqual([
    ['not-comparable', ''],
    ['not-comparable', ''],
  ]);
  for (const { detail } of rows) {
    expect(detail).toMatch(/^OKTA_NAME_SHARED/);
    for (const login of [ADA, BEN]) expect(detail).toContain(c.oktaOrg.user(login).id);
  }
  expect(notComparableCount).toBe(2);
});
