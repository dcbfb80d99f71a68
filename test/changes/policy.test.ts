import { describe, expect, test } from '@jest/globals';
import { POLICY, peopleOf, usePolicies } from '../policy/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { databases } from '../support/databases.ts';
import { fastClock } from '../support/fast-clock.ts';
import {
  ADA,
  addHook,
  BEN,
  CLEO,
  changesJobs,
  eventually,
  held,
  oktaReads,
  SECRET,
  sync,
  workedOff,
  writeCount,
} from './set-up.ts';

const policies = usePolicies();
const follows = policies(POLICY);
const clears = policies(`unassigned: clear\n${POLICY}`);

describe.each(databases)('what Okta tells follows the policy, on %s', (_, open) => {
  const start = useConnector(open);

  /** Ada, Ben and Cleo as the policy has them, and the hook from then on. */
  const world = async (policyFile = follows) => {
    const c = await peopleOf(start, policyFile, {
      clock: fastClock(30),
      oktaOrg: { hookTimeoutMs: 600_000 },
      environment: { OKTA_HOOK_SECRET: SECRET },
    });
    await sync(c);
    await c.oktaOrg.hooksTold();
    addHook(c);
    return c;
  };

  test('a membership that begins and one that ends', async () => {
    const c = await world();
    c.oktaOrg.addToGroup('PII Readers', CLEO);
    c.oktaOrg.removeFromGroup('Sales', ADA);
    await workedOff(c);
    expect(held(c, CLEO)).toMatchObject({ pii: 'true' });
    expect(held(c, ADA)).toMatchObject({ pii: 'true', teams: ['north', 'south'] });
  });

  test('a group that is renamed: whoever is in it', async () => {
    const c = await world();
    c.oktaOrg.renameGroup('team-north', 'team-nord');
    await workedOff(c);
    expect(held(c, BEN)).toMatchObject({ teams: ['nord'] });
    expect(held(c, ADA)).toMatchObject({ teams: ['nord', 'sales', 'south'] });
  });

  test('a group that is deleted: whoever a sync has seen in it', async () => {
    const c = await world();
    c.oktaOrg.deleteGroup('team-south');
    await workedOff(c);
    expect(held(c, ADA)).toMatchObject({ teams: ['north', 'sales'] });
  });

  test('a group that the policy does not name is left out and counted, whatever changes about it', async () => {
    const c = await world();
    c.oktaOrg.addToGroup('Lunch', ADA);
    await workedOff(c);
    c.oktaOrg.log.clear();
    c.oktaOrg.renameGroup('Lunch', 'Dinner');
    await workedOff(c);
    const group = `GET /api/v1/groups/${c.oktaOrg.group('Dinner').id}`;
    expect(oktaReads(c).filter((read) => read.includes('/groups') || read.includes('/users'))).toEqual([group]);
    const told = '1 changed group was left out: the policy does not ask for it.';
    await eventually(async () => (await changesJobs(c))[0]?.message.includes(told) === true);
  });

  test('a group that gets a name that the policy knows: whoever is in it', async () => {
    const c = await world();
    c.oktaOrg.addToGroup('Lunch', CLEO);
    await workedOff(c);
    c.oktaOrg.renameGroup('Lunch', 'team-west');
    await workedOff(c);
    expect(held(c, CLEO)).toMatchObject({ teams: ['west'] });
  });

  test('a group that two rules could mean leaves the value alone, and the job says so', async () => {
    const c = await world();
    c.oktaOrg.addGroup('PII Readers');
    c.oktaOrg.removeFromGroup('PII Readers', ADA);
    c.oktaOrg.updateProfile(ADA, { regionOfUser: 'APAC' });
    await workedOff(c);
    expect(held(c, ADA)).toMatchObject({ pii: 'true', region: 'apac' });
    expect((await changesJobs(c)).map(({ message }) => message).join()).toContain('PII Readers');
  });

  test('a value that does not fit fails by itself', async () => {
    const c = await world();
    c.oktaOrg.updateProfile(BEN, { regionOfUser: 'mars', seatsOfUser: 4 });
    await workedOff(c);
    expect(held(c, BEN)).toMatchObject({ region: 'apac', seats: 4 });
    expect((await changesJobs(c))[0]).toMatchObject({ total: 2, changedCount: 1, failedCount: 1 });
  });

  test('who is not assigned any more is cleared where the policy says so', async () => {
    const c = await world(clears);
    c.oktaOrg.unassign(ADA);
    await workedOff(c);
    expect(held(c, ADA)).toEqual({});
    expect(held(c, BEN)).toMatchObject({ region: 'apac' });
  });

  test('and left alone where it does not', async () => {
    const c = await world();
    const before = held(c, ADA);
    c.oktaOrg.unassign(ADA);
    await workedOff(c);
    expect(held(c, ADA)).toEqual(before);
  });

  test('an event that changes nothing writes nothing', async () => {
    const c = await world();
    const writes = writeCount(c);
    c.oktaOrg.updateProfile(ADA, { seatsOfUser: 12 });
    await workedOff(c);
    expect(writeCount(c)).toBe(writes);
  });

  test('the groups of the rules are looked up once for all who have changed together', async () => {
    const c = await world();
    c.oktaOrg.log.clear();
    for (const person of [ADA, BEN, CLEO]) c.oktaOrg.updateProfile(person, { seatsOfUser: 7 });
    await workedOff(c);
    const jobs = (await changesJobs(c)).length;
    expect(oktaReads(c).filter((read) => read === 'GET /api/v1/groups')).toHaveLength(jobs);
  });
});
