import { describe, expect, test } from '@jest/globals';
import type { OktaOrgSwitches } from '../../local/okta-org/switches.ts';
import { usage } from '../reports/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { playBurst } from './play-burst.ts';
import {
  ADA,
  addHook,
  assign,
  BEN,
  CLEO,
  changesJobs,
  eventually,
  held,
  hints,
  hookedWorld,
  leap,
  leapWhenIdle,
  SECRET,
  workedOff,
  writeCount,
} from './set-up.ts';

const start = useConnector();

const world = async (options: Parameters<typeof hookedWorld>[1] = {}) => {
  const c = await hookedWorld(start, options);
  assign(c, ADA, { regionOfUser: 'emea' });
  await c.oktaOrg.hooksTold();
  addHook(c);
  return c;
};

describe('what changes in Okta is in Omni a moment later', () => {
  test('a profile', async () => {
    const c = await world();
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac', seatsOfUser: 3 });
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'apac', seats: 3 });
    const [job] = await changesJobs(c);
    expect(job).toMatchObject({ kind: 'changes', status: 'done', total: 1, changedCount: 1 });
  });

  test('but for a value that opens more: its job waits for approval, whoever it was made for', async () => {
    const c = await world();
    const filter = '{ field: orders.region, user_attribute: region, values_for_unfiltered: [all] }';
    c.omni.addModel({ name: 'Sales', files: { 'orders.topic': `access_filters: [${filter}]` } });
    await usage(c);
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'all' });
    await c.oktaOrg.hooksTold();
    await eventually(async () => (await changesJobs(c))[0]?.status === 'needs-approval');
    const [job] = await changesJobs(c);
    expect(job?.message).toContain(`${ADA} (region: the value takes away the filter on orders.region`);
    expect(held(c, ADA)).not.toMatchObject({ region: 'all' });
    expect((await c.call('approve-job', { jobId: job?.jobId })).status).toBe(200);
    await workedOff(c);
    expect(held(c, ADA)).toMatchObject({ region: 'all' });
  });

  test('a new assignment', async () => {
    const c = await world();
    assign(c, BEN, { regionOfUser: 'amer' });
    await workedOff(c);
    expect(held(c, BEN)).toEqual({ region: 'amer' });
  });

  test('the profile of the app', async () => {
    const c = await world();
    c.oktaOrg.setMapping('regionOfApp', undefined);
    c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: 'by hand' } });
    c.oktaOrg.tellHooks('application.user_membership.update', [
      { type: 'AppInstance', id: c.oktaOrg.appId, alternateId: 'Omni', displayName: 'Omni' },
      { type: 'User', id: c.oktaOrg.user(ADA).id, alternateId: ADA, displayName: 'Ada' },
    ]);
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'by hand' });
  });

  test('a group that is assigned to the app: the values of its members', async () => {
    const c = await world();
    c.oktaOrg.setMapping('regionOfApp', undefined);
    c.oktaOrg.setAppUser(ADA, { scope: 'GROUP' });
    c.oktaOrg.addToGroup('Sales', ADA);
    await workedOff(c);
    c.oktaOrg.assignGroup({ group: 'Sales', priority: 0, profile: { regionOfApp: 'by group' } });
    await workedOff(c);
    expect(held(c, ADA)).toMatchObject({ region: 'by group' });
  });

  test('nothing for who was never assigned', async () => {
    const c = await world();
    c.oktaOrg.addUser({ login: CLEO });
    c.oktaOrg.updateProfile(CLEO, { regionOfUser: 'apac' });
    await workedOff(c);
    const [job] = await changesJobs(c);
    expect(job).toMatchObject({ status: 'done', total: 0, changedCount: 0 });
  });

  test('who is not assigned any more keeps what they hold', async () => {
    const c = await world();
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    await workedOff(c);
    c.oktaOrg.unassign(ADA);
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'apac' });
  });
});

describe('however the events come', () => {
  test.each<[how: string, switches: Partial<OktaOrgSwitches>]>([
    ['twice', { hooksRepeat: true }],
    ['late', { hookDelayMs: 3_600_000 }],
    ['in the wrong order', { hooksReorder: true }],
  ])('%s: what Okta holds counts', async (_, switches) => {
    const c = await world();
    Object.assign(c.oktaOrg.switches, switches);
    for (const region of ['one', 'two', 'three']) c.oktaOrg.updateProfile(ADA, { regionOfUser: region });
    if (switches.hookDelayMs !== undefined) {
      await c.connector.services.clock.sleep(1); // by then the org waits with its events
      leap(c, switches.hookDelayMs);
    }
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'three' });
    expect(writeCount(c)).toBe(1);
  });

  test('without targets: nothing is done, and nothing fails', async () => {
    const c = await world();
    c.oktaOrg.switches.hookTargetsAreNull = true;
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    await c.oktaOrg.hooksTold();
    const { text } = await c.send('GET', '/metrics');
    expect(text).toContain('okta_workflows_omni_hook_events_total{outcome="no-target"} 1\n');
    expect(await hints(c)).toEqual([]);
  });

  test('an event that is older than a later call does not undo it', async () => {
    const c = await world();
    await c.call('set-user-values', { userName: ADA, values: { seats: 9 } });
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: 'apac', seats: 9 });
  });
});

test('a burst of 60 is read by the list, and written once for each', async () => {
  await playBurst(await world(), 60);
});

describe('somebody who is not there in Omni yet', () => {
  const newcomer = async () => {
    const c = await world();
    c.oktaOrg.addUser({ login: BEN, profile: { regionOfUser: 'amer' } });
    c.oktaOrg.assign(BEN);
    await c.oktaOrg.hooksTold();
    await eventually(async () => (await hints(c)).some(({ firstMissingAt }) => firstMissingAt !== null));
    return c;
  };

  test('is waited for, and has their values as soon as they are', async () => {
    const c = await newcomer();
    const [job] = await changesJobs(c);
    const { body } = await c.call('list-job-results', { jobId: job?.jobId });
    expect(body.results[0]).toMatchObject({ userName: BEN, code: 'USER_NOT_FOUND' });
    expect(body.results[0].message).toContain('looked for again and again until');
    c.omni.addUser({ userName: BEN });
    leap(c, 60_000);
    await workedOff(c);
    expect(held(c, BEN)).toEqual({ region: 'amer' });
  });

  test('is an alarm after a day', async () => {
    const c = await newcomer();
    await eventually(
      async () => (await hints(c)).length === 0,
      () => leapWhenIdle(c, 600_000),
    );
    const alarms = c.logLines.filter((line) => line.includes('has not had for a day'));
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toContain('"level":50');
    const { text } = await c.send('GET', '/metrics');
    expect(text).toContain('okta_workflows_omni_people_given_up_total 1\n');
    // No token lives for a day.
    const { database } = c.connector.services;
    const tries = (await database.query(`SELECT FROM connector.jobs WHERE kind = 'changes'`)).length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(40);
  });
});

test('Omni is down for an hour: nothing that Okta has told is lost', async () => {
  const c = await world();
  c.omni.faults.plan({ kind: 'bad-gateway' }, { times: Number.POSITIVE_INFINITY });
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'one' });
  await c.oktaOrg.hooksTold();
  await eventually(async () => (await changesJobs(c)).some(({ status }) => status === 'paused'));
  assign(c, BEN, { regionOfUser: 'amer' });
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'two' });
  leap(c, 3_600_000);
  c.omni.faults.clear();
  await eventually(
    async () => (await hints(c)).length === 0,
    async () => leap(c, 60_000),
  );
  expect([held(c, ADA), held(c, BEN)]).toEqual([{ region: 'two' }, { region: 'amer' }]);
});

test('the secret is nowhere in the log', async () => {
  const c = await world();
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
  await workedOff(c);
  expect(c.logLines.filter((line) => line.includes(SECRET))).toEqual([]);
});
