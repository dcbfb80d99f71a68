import { describe, expect, test } from '@jest/globals';
import { drift, short } from '../reports/set-up.ts';
import type { ConnectorUnderTest } from '../support/connector.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, BEN, CLEO, held, ok, syncAttribute, worldOf, writeCount } from './set-up.ts';

const start = useConnector();

const ADA_NEW = 'ada.lovelace@acme.example';
const BOTH_NAMES = new RegExp(`Okta calls them ${ADA_NEW}.*Omni has them as ${ADA}`);

function assignKnown(c: ConnectorUnderTest, userName: string, region: string): void {
  const { id } = c.omni.addUser({ userName });
  c.oktaOrg.addUser({ login: userName, profile: { regionOfUser: region } });
  c.oktaOrg.assign(userName, { externalId: id });
}

/** Ada was synced, and got another name in Okta alone; in the world there are as many others as are asked for. */
async function renamed(others = 1): Promise<ConnectorUnderTest> {
  const c = await worldOf(start, { switches: { listValues: 'include' } });
  assignKnown(c, ADA, 'emea');
  for (const name of [BEN, CLEO, 'dan@acme.example', 'eve@acme.example'].slice(0, others)) assignKnown(c, name, 'apac');
  ok(await c.call('sync-from-okta', { references: ['region'] }));
  c.oktaOrg.updateProfile(ADA, { login: ADA_NEW, regionOfUser: 'amer' });
  c.oktaOrg.setAppUser(ADA_NEW, { userName: ADA_NEW });
  return c;
}

describe('somebody who bears one name in Okta and another one in Omni', () => {
  test('is one row of a drift report with both names: neither missing nor left over', async () => {
    const c = await renamed();
    const report = await drift(c, { references: ['region'] });
    expect(short(report)).toEqual([`${ADA_NEW} renamed`]);
    expect(report).toMatchObject({ renamedCount: 1, notInOmniCount: 0, notAssignedCount: 0, driftCount: 1 });
    expect(report.rows[0]?.detail).toMatch(BOTH_NAMES);
  });

  test('is not renamed where somebody else bears the new name in Omni: then the id tells that there are two', async () => {
    const c = await renamed();
    c.omni.addUser({ userName: ADA_NEW });
    const report = await drift(c, { references: ['region'] });
    expect(short(report)).toEqual([
      `${ADA_NEW} omni-id-changed`,
      `${ADA_NEW} region only-in-okta`,
      `${ADA} region not-assigned`,
    ]);
    expect(report.rows[0]?.detail).toContain(`Omni has that user too, as ${ADA}`);
  });

  test('who is deactivated under the old name is missing', async () => {
    const c = await renamed();
    c.omni.deactivate(ADA);
    expect(short(await drift(c, { references: ['region'] }))).toEqual([`${ADA_NEW} not-in-omni`]);
  });

  test.each([
    ['by the list', 4],
    ['by a search each', 1],
  ])('is a failed row of a sync that looks %s, and is written under neither name', async (_, others) => {
    const c = await renamed(others);
    const writes = writeCount(c);
    const { results, failedCount, leftoverCount } = (await c.call('sync-from-okta', { references: ['region'] })).body;
    expect({ failedCount, leftoverCount }).toEqual({ failedCount: 1, leftoverCount: 0 });
    const failed = results.filter(({ status }: { status: string }) => status === 'failed');
    expect(failed).toMatchObject([
      { userName: ADA_NEW, code: 'USER_RENAMED', message: expect.stringMatching(BOTH_NAMES) },
    ]);
    expect(writeCount(c)).toBe(writes);
    expect(held(c, ADA)).toEqual({ region: 'emea' });
  });

  test('is told by sync-user under the new name, and under the old one as what they are called now', async () => {
    const c = await renamed();
    const error = expectError(
      await c.call('sync-user', { userName: ADA_NEW, references: ['region'] }),
      409,
      'USER_RENAMED',
    );
    expect(error.message).toMatch(BOTH_NAMES);
    const old = ok(await c.call('sync-user', { userName: ADA, references: ['region'] }));
    expect(old).toMatchObject({ assigned: false, message: expect.stringContaining(`${ADA_NEW} by now`) });
    expect(held(c, ADA)).toEqual({ region: 'emea' });
  });

  test('is explained under both names', async () => {
    const c = await renamed();
    const stepOf = async (userName: string, step: string) => {
      const { steps } = ok(await c.call('explain-user', { userName, values: { region: 'amer' } }));
      return steps.find((one: { step: string }) => one.step === step);
    };
    expect(await stepOf(ADA_NEW, 'user-found')).toMatchObject({ ok: false, detail: expect.stringMatching(BOTH_NAMES) });
    expect((await stepOf(ADA, 'okta-source')).detail).toContain(`${ADA_NEW} by now`);
  });

  test('in another case alone is who they were', async () => {
    const c = await renamed();
    c.oktaOrg.setAppUser(ADA_NEW, { userName: ADA.toUpperCase() });
    expect(short(await drift(c, { references: ['region'] }))).toEqual([`${ADA.toUpperCase()} region different`]);
    expect((await c.call('sync-from-okta', { references: ['region'] })).body).toMatchObject({ failedCount: 0 });
    expect(held(c, ADA)).toEqual({ region: 'amer' });
  });

  test('who has swapped names with somebody is who bears the name in Omni now: sign-in goes by it as well', async () => {
    const c = await renamed();
    c.oktaOrg.setAppUser(ADA_NEW, { userName: BEN });
    c.oktaOrg.setAppUser(BEN, { userName: ADA });
    const report = await drift(c, { references: ['region'] });
    expect(report).toMatchObject({ renamedCount: 0 });
    expect(report.rows.map(({ kind }) => kind)).toContain('omni-id-changed');
    expect((await c.call('sync-from-okta', { references: ['region'] })).body).toMatchObject({ failedCount: 0 });
    expect([held(c, BEN), held(c, ADA)]).toEqual([{ region: 'amer' }, { region: 'apac' }]);
  });

  test('gets their values as soon as both sides agree on the name', async () => {
    const c = await renamed();
    c.omni.rename(ADA, ADA_NEW);
    expect((await c.call('sync-from-okta', { references: ['region'] })).body).toMatchObject({ failedCount: 0 });
    expect(held(c, ADA_NEW)).toEqual({ region: 'amer' });
  });
});

test('an id that Omni does not know, or refuses, is no rename', async () => {
  const c = await worldOf(start);
  syncAttribute(c.oktaOrg, 'tier');
  c.oktaOrg.addUser({ login: ADA, profile: { regionOfUser: 'emea' } });
  c.oktaOrg.assign(ADA, { externalId: 'gone' });
  expectError(await c.call('sync-user', { userName: ADA, references: ['region'] }), 404, 'USER_NOT_FOUND');
});
