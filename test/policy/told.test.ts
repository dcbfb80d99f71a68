import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { drift } from '../reports/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { ADA, assign, BEN, CLEO, ok, POLICY, peopleOf, sync, usePolicies } from './set-up.ts';

const start = useConnector();
const policies = usePolicies();
const policy = policies(POLICY);

describe('report-drift goes by the policy', () => {
  const synced = async () => {
    const c = await peopleOf(start, policy, { switches: { listValues: 'include' } });
    await sync(c);
    return c;
  };

  test('and finds nothing after a sync', async () => {
    const c = await synced();
    expect(await drift(c)).toMatchObject({ driftCount: 0, oktaUserCount: 3 });
  });

  test('and names the rule of what differs', async () => {
    const c = await synced();
    c.omni.setValue(BEN, 'pii', 'true');
    c.omni.setValue(ADA, 'teams', ['north']);
    c.omni.setValue(CLEO, 'teams', ['by hand']); // no group gives one, and nothing comes otherwise
    c.omni.setValue(CLEO, 'region', 'emea');
    const { rows, driftCount } = await drift(c);
    const told = rows.map(({ userName, reference, kind, okta, detail }) => ({
      userName,
      reference,
      kind,
      okta,
      detail,
    }));
    expect(driftCount).toBe(3);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          userName: BEN,
          reference: 'pii',
          kind: 'different',
          okta: 'false',
          detail: expect.stringContaining('By the policy: otherwise.'),
        }),
        expect.objectContaining({
          userName: ADA,
          reference: 'teams',
          kind: 'different',
          okta: 'north, sales, south',
          detail: expect.stringContaining('By the policy: groups Sales, team-north, team-south.'),
        }),
        expect.objectContaining({
          userName: CLEO,
          reference: 'region',
          kind: 'only-in-omni',
          detail: expect.stringContaining('By the policy: user.regionOfUser is empty, or no such variable.'),
        }),
      ]),
    );
  });

  test('and says of what nobody can tell that nobody can', async () => {
    const c = await synced();
    c.oktaOrg.renameGroup('PII Readers', 'PII-Readers');
    const { rows, message } = await drift(c, { references: ['pii'] });
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ kind: 'not-comparable', detail: expect.stringContaining('GROUPS_UNREADABLE') });
    expect(message).toContain('group PII Readers (Okta has none of this name)');
  });

  test('and still tells which attributes Okta pushes as well', async () => {
    const c = await synced();
    ok(await c.call('set-user-values', { userName: ADA, values: { region: 'apac' } }));
    expect((await drift(c)).conflicts).toMatchObject([{ reference: 'region', appVariable: 'regionOfApp' }]);
  });
});

describe('explain-user names the source', () => {
  const source = async (c: ConnectorUnderTest, userName: string, values: object = {}) => {
    const { steps } = ok(await c.call('explain-user', { userName, values }));
    return steps.find(({ step }: { step: string }) => step === 'okta-source');
  };

  test('and the rule, of what is asked about or of all', async () => {
    const c = await peopleOf(start, policy);
    expect(await source(c, ADA, { pii: 'true', region: 'emea' })).toEqual({
      step: 'okta-source',
      ok: true,
      detail: 'region: user.regionOfUser in the Okta profile; pii: group PII Readers by the policy.',
    });
    expect(await source(c, CLEO)).toMatchObject({
      detail:
        'region: user.regionOfUser is empty, or no such variable in the Okta profile; seats: app.seatsOfApp is empty, or no such variable in the profile of the Omni app; pii: otherwise by the policy; teams: no group gives a value, so it is left alone.',
    });
  });

  test('and what cannot be read', async () => {
    const c = await peopleOf(start, policy);
    c.oktaOrg.addGroup('PII Readers');
    expect(await source(c, BEN, { pii: 'true' })).toMatchObject({
      ok: false,
      detail: 'pii: group PII Readers could not be read, so it is left alone.',
    });
  });

  test('without a policy, and of somebody whom Okta does not assign', async () => {
    const c = await peopleOf(start, '');
    expect((await source(c, BEN, { region: 'x', pii: 'y' })).detail).toBe(
      'region: app.regionOfApp in the profile of the Omni app; pii: no source.',
    );
    c.oktaOrg.unassign(BEN);
    expect((await source(c, BEN)).detail).toContain('does not assign this user');
  });

  test('only where Okta can be asked', async () => {
    const c = await start();
    c.omni.addUser({ userName: ADA });
    expect(await source(c, ADA)).toBeUndefined();
  });
});

test('a policy that was replaced and cannot be followed is told by /readyz, which stays ready', async () => {
  const file = policies(POLICY);
  const c = await peopleOf(start, file);
  assign(c, 'dan@acme.example', { regionOfUser: 'emea' });
  expect((await c.send('GET', '/readyz')).body.warnings).toEqual([]);
  writeFileSync(file, 'version: 2\n');
  c.connector.services.policy?.refresh();
  const answer = await c.send('GET', '/readyz');
  expect(answer).toMatchObject({ status: 200, body: { ok: true, reasons: [] } });
  expect(answer.body.warnings).toEqual([expect.stringMatching(/the last good one holds: policy-\d+\.yaml:1: /)]);
  expect(await sync(c)).toMatchObject({ changedCount: 4 });
});
