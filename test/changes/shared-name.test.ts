import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { databases } from '../support/databases.ts';
import { expectError } from '../support/expect-error.ts';
import { ok } from '../sync/set-up.ts';
import {
  ADA,
  addHook,
  assign,
  BEN,
  CLEO,
  changesJobs,
  eventually,
  held,
  hookedWorld,
  leap,
  sync,
  workedOff,
  writeCount,
} from './set-up.ts';

/** Another person in Okta, whom the app knows by Ada's name in Omni. */
const OTHER = 'other.ada@acme.example';

function assignOther(c: ConnectorUnderTest, region: string): void {
  c.oktaOrg.addUser({ login: OTHER, profile: { regionOfUser: region } as never });
  c.oktaOrg.assign(OTHER, { userName: ADA.toUpperCase() });
}

const ids = (c: ConnectorUnderTest): string[] => [ADA, OTHER].map((login) => c.oktaOrg.user(login).id);

describe.each(databases)('two people of Okta by one name in Omni: nothing of either is written, on %s', (_, open) => {
  const start = useConnector(open);

  const world = async () => {
    const c = await hookedWorld(start);
    assign(c, ADA, { regionOfUser: 'emea' });
    assign(c, BEN, { regionOfUser: 'apac' });
    await c.oktaOrg.hooksTold();
    return c;
  };

  test('by a sync: both rows say whom, and the others are written', async () => {
    const c = await world();
    assignOther(c, 'amer');
    const { jobId } = await sync(c);
    const { results } = ok(await c.call('list-job-results', { jobId, status: 'failed' }));
    expect(results).toHaveLength(2);
    for (const result of results) {
      expect(result).toMatchObject({ code: 'OKTA_NAME_SHARED', status: 'failed' });
      for (const id of ids(c)) expect(result.message).toContain(id);
    }
    expect([held(c, ADA), held(c, BEN)]).toEqual([{}, { region: 'apac' }]);
    expectError(await c.call('retry-job', { jobId }), 409, 'JOB_NOTHING_TO_DO');
  });

  test('by a sync that is asked only for changes, though one of them has not changed', async () => {
    const c = await world();
    await sync(c);
    assignOther(c, 'amer');
    const changedSince = new Date(c.connector.services.clock.now() + 60_000).toISOString();
    leap(c, 120_000);
    c.oktaOrg.updateProfile(OTHER, { regionOfUser: 'mars' });
    const { failedCount } = await sync(c, { changedSince });
    expect([failedCount, held(c, ADA)]).toEqual([1, { region: 'emea' }]);
  });

  test.each([
    ['by the name', () => ({ userName: ADA })],
    ['by the id of one', (c: ConnectorUnderTest) => ({ oktaUserId: ids(c)[0] })],
    ['by the id of the other', (c: ConnectorUnderTest) => ({ oktaUserId: ids(c)[1] })],
  ])('by sync-user, %s, whom nobody has ever seen', async (_how, asked) => {
    const c = await world();
    assignOther(c, 'amer');
    const error = expectError(await c.call('sync-user', asked(c)), 409, 'OKTA_NAME_SHARED');
    for (const id of ids(c)) expect(error.message).toContain(id);
    expect(error.fix).toContain('another userName');
    expect([held(c, ADA), writeCount(c)]).toEqual([{}, 0]);
  });

  test('by sync-user, of either, after one of them was synced alone', async () => {
    const c = await world();
    ok(await c.call('sync-user', { userName: ADA }));
    assignOther(c, 'amer');
    for (const oktaUserId of [...ids(c).toReversed(), ...ids(c)]) {
      expectError(await c.call('sync-user', { oktaUserId }), 409, 'OKTA_NAME_SHARED');
    }
    expect(held(c, ADA)).toEqual({ region: 'emea' });
    const { steps } = ok(await c.call('explain-user', { userName: ADA }));
    const told = steps.find(({ detail }: { detail: string }) => detail.includes(ids(c)[1] ?? ''));
    expect(told).toMatchObject({ ok: false });
  });

  test('by the hook, told together', async () => {
    const c = await world();
    addHook(c);
    assignOther(c, 'amer');
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    await workedOff(c);
    expect([held(c, ADA), writeCount(c)]).toEqual([{}, 0]);
    expect((await changesJobs(c)).map(({ failedCount }) => failedCount).reduce((sum, one) => sum + one, 0)).toBe(2);
  });

  test('by the hook, told of one after the other, in either order', async () => {
    const c = await world();
    await sync(c);
    addHook(c);
    assignOther(c, 'amer');
    await workedOff(c);
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    await workedOff(c);
    c.oktaOrg.updateProfile(OTHER, { regionOfUser: 'mars' });
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'emea' });
    expect((await changesJobs(c)).map(({ failedCount }) => failedCount)).toEqual([1, 1, 1]);
  });

  test('and once one of them is gone, the values of the other are written by themselves', async () => {
    const c = await world();
    await sync(c);
    addHook(c);
    assignOther(c, 'amer');
    await workedOff(c);
    c.oktaOrg.unassign(ADA);
    await eventually(async () => held(c, ADA).region === 'amer');
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'amer' });
  });

  test('somebody who takes over the name of who is gone has it alone', async () => {
    const c = await world();
    await sync(c);
    addHook(c);
    c.oktaOrg.unassign(ADA);
    assignOther(c, 'amer');
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'amer' });
    ok(await c.call('sync-user', { userName: ADA }));
    assign(c, CLEO, { regionOfUser: 'emea' });
    await workedOff(c);
    expect(held(c, CLEO)).toEqual({ region: 'emea' });
  });
});
