import { describe, expect, test } from '@jest/globals';
import { ok } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { quickClock } from '../support/quick-clock.ts';
import { ADA, OMNI, seedOrg } from './set-up.ts';

const start = useConnector();

async function begin(options: Parameters<typeof start>[0] = {}): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg: true, ...options });
  seedOrg(c);
  c.oktaOrg.addUserAttribute('region', { title: 'Region', type: 'string' });
  const sent = { externalName: 'region', externalNamespace: OMNI } as const;
  c.oktaOrg.addAppAttribute('regionOfApp', { title: 'Region', type: 'string', ...sent });
  c.oktaOrg.setMapping('regionOfApp', { expression: 'user.region', pushStatus: 'PUSH' });
  return c;
}

/** The profiles that Okta was asked to change. */
const sentProfiles = ({ oktaOrg }: ConnectorUnderTest): unknown[] =>
  oktaOrg.log.filter({ method: 'POST', path: '/api/v1/users' }).map(({ body }) => body);

test('one user gets a value: only the named attribute is sent, and only once', async () => {
  const c = await begin({ environment: { OKTA_SETTABLE_ATTRIBUTES: 'city' } });
  const input = { userName: ADA, values: { region: 'emea', city: 'Graz' } };
  expect(ok(await c.call('set-okta-values', input))).toMatchObject({
    changedCount: 1,
    results: [{ status: 'changed', verified: true }],
    changes: [{ index: 0, userName: ADA, variable: 'region', before: '', after: 'emea' }],
  });
  expect(ok(await c.call('set-okta-values', input))).toMatchObject({ changedCount: 0, unchangedCount: 1 });
  expect(sentProfiles(c)).toEqual([{ profile: { region: 'emea' } }]);
  expect(c.oktaOrg.user(ADA).profile).toMatchObject({ region: 'emea', city: 'Graz', costCenterCode: 'c100' });
});

test('200 users get their values within one call, the unknown one fails alone', async () => {
  const c = await begin();
  const rows = Array.from({ length: 200 }, (_, index) => ({
    userName: `user.${index}@acme.example`,
    values: { region: `r${index}` },
  }));
  for (const { userName } of rows.slice(1)) {
    c.oktaOrg.addUser({ login: userName });
    c.oktaOrg.assign(userName);
  }
  const answer = ok(await c.call('set-okta-values', { rows }));
  expect(answer).toMatchObject({ total: 200, changedCount: 199, failedCount: 1 });
  expect(answer.results[0]).toMatchObject({ index: 0, code: 'OKTA_USER_NOT_FOUND' });
  for (const { userName, values } of rows.slice(1)) expect(c.oktaOrg.user(userName).profile).toMatchObject(values);
});

test('an attribute that feeds other apps, and a user of other apps, are left alone', async () => {
  const c = await begin();
  const STRANGER = 'stranger@acme.example';
  c.oktaOrg.addUser({ login: STRANGER });
  const rows = [
    { userName: ADA, values: { city: 'Wien' } },
    { userName: STRANGER, values: { region: 'emea' } },
    { userName: ADA, values: { region: 'emea' } },
  ];
  expect(ok(await c.call('set-okta-values', { rows })).results).toMatchObject([
    { code: 'OKTA_VARIABLE_NOT_SETTABLE' },
    { code: 'OKTA_USER_NOT_ASSIGNED' },
    { status: 'changed' },
  ]);
  expect(sentProfiles(c)).toEqual([{ profile: { region: 'emea' } }]);
});

test.each<[object, string]>([
  [{}, '/userName'],
  [{ userName: ADA }, '/values'],
  [{ values: { region: 'x' } }, '/userName'],
  [{ userName: ADA, rows: [{ userName: ADA, values: {} }] }, '/rows'],
  [{ rows: [] }, '/rows'],
  [{ userName: ADA, values: { 'a.b': 'x' } }, '/values'],
])('%j is 400 and names %s', async (input, path) => {
  const c = await begin();
  const { details } = expectError(await c.call('set-okta-values', input), 400, 'BODY_INVALID');
  expect(details[0]?.path).toMatch(new RegExp(`^${path}`));
  expect(c.oktaOrg.log.all).toEqual([]);
});

describe('a write that Okta', () => {
  const WRITE = { method: 'POST', path: '/api/v1/users' };
  const input = { userName: ADA, values: { region: 'emea' } };

  test('refuses is the result of its row, without the value', async () => {
    const c = await begin();
    const body = {
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: region',
      errorCauses: [{ errorSummary: "region: 'emea' does not fit" }],
    };
    c.oktaOrg.faults.plan({ kind: 'answer', status: 400, body }, WRITE);
    const { results, failedCount } = ok(await c.call('set-okta-values', input));
    expect([failedCount, results[0].code, results[0].retryable]).toEqual([1, 'OKTA_REFUSED', false]);
    expect(results[0].message).not.toContain('emea');
    expect(c.logLines.join('')).not.toContain('emea');
  });

  test.each(['reset-after', 'reset-before', 'server-error'] as const)(
    'meets with %s is in place at the latest when repeated',
    async (kind) => {
      const c = await begin({ clock: quickClock() });
      c.oktaOrg.faults.plan({ kind }, WRITE);
      const [first] = ok(await c.call('set-okta-values', input)).results;
      if (first.status === 'failed') expect(first.retryable).toBe(true);
      expect(ok(await c.call('set-okta-values', input))).toMatchObject({ failedCount: 0 });
      expect(c.oktaOrg.user(ADA).profile).toMatchObject({ region: 'emea' });
    },
  );
});
