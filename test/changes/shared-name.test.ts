import { describe, expect, test } from '@jest/globals';
import { usePolicies } from '../policy/set-up.ts';
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

const policies = usePolicies();

/** Another person in Okta, whom the app knows by Ada's name in Omni. */
const OTHER = 'other.ada@acme.example';

function assignOther(c: ConnectorUnderTest, region: string): void {
  c.oktaOrg.addUser({ login: OTHER, profile: { regionOfUser: region } as never });
  c.oktaOrg.assign(OTHER, { userName: ADA.toUpperCase() });
}

const ids = (c: ConnectorUnderTest): string[] => [ADA, OTHER].map((login) => c.oktaOrg.user(login).id);

describe.each(databases)('two people of Okta by one name in Omni: nothing of either is written, on %s', (_, open) => {
  const start = useConnector(open);

  const world = async (environment: Record<string, string> = {}) => {
    const c = await hookedWorld(start, { environment });
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
    const failed = (await changesJobs(c)).reduce((sum, { failedCount }) => sum + failedCount, 0);
    expect(failed).toBeGreaterThanOrEqual(2);
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
    // How many jobs it takes depends on how fast the events come.
    const failed = (await changesJobs(c)).map(({ failedCount }) => failedCount);
    expect(failed.length).toBeGreaterThanOrEqual(3);
    expect(new Set(failed)).toEqual(new Set([1]));
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

  test('two replicas that each hear of one of them at once write nothing of either', async () => {
    const c = await world();
    const { clock } = c.connector.services;
    const replica = await start({ omni: c.omni, oktaOrg: c.oktaOrg, clock });
    assignOther(c, 'amer');
    const calls = ids(c).flatMap((oktaUserId) => [
      c.call('sync-user', { oktaUserId }),
      replica.call('sync-user', { oktaUserId }),
    ]);
    for (const answer of await Promise.all(calls)) expectError(answer, 409, 'OKTA_NAME_SHARED');
    expect([held(c, ADA), writeCount(c)]).toEqual([{}, 0]);
  });

  describe('where the values of those who leave are cleared', () => {
    const clears = policies(`version: 1
unassigned: clear
attributes:
  - { reference: region, label: Region, type: string, value: { okta: user.regionOfUser } }
`);
    /** Ada has her values, and nobody has told of what comes after. */
    const cleared = async () => {
      const c = await world({ POLICY_FILE: clears });
      await sync(c);
      return c;
    };

    test.each([
      ['by a page of the list', 0],
      ['one by one, as in an org whose list is long', 1_200],
    ])('who takes over a name has its values: read %s', async (_how, others) => {
      const c = await cleared();
      await c.connector.services.database.query(
        `INSERT INTO connector.assigned_users (user_name_key, user_name, okta_user_id, last_assigned_at)
         SELECT 'x' || n, 'x' || n, 'x' || n, 0 FROM generate_series(1, $1::int) AS n`,
        [others],
      );
      addHook(c);
      c.oktaOrg.unassign(ADA);
      assignOther(c, 'amer');
      await workedOff(c);
      expect(held(c, ADA)).toEqual({ region: 'amer' });
      expect((await changesJobs(c)).filter(({ failedCount }) => failedCount > 0)).toEqual([]);
    });

    test('an end that is told late, twice and alone takes nothing from who bears the name by then', async () => {
      const c = await cleared();
      c.oktaOrg.unassign(ADA);
      assignOther(c, 'emea');
      addHook(c);
      ok(await c.call('sync-user', { oktaUserId: ids(c)[1] }));
      for (let time = 0; time < 2; time += 1) {
        c.oktaOrg.tellHooks('application.user_membership.remove', [
          { type: 'AppInstance', id: c.oktaOrg.appId, alternateId: 'Omni', displayName: 'Omni' },
          { type: 'User', id: ids(c)[0] ?? '', alternateId: ADA, displayName: 'Ada' },
        ]);
        await workedOff(c);
      }
      expect(held(c, ADA)).toEqual({ region: 'emea' });
    });

    test('and who never was somebody else’s namesake loses them', async () => {
      const c = await cleared();
      addHook(c);
      c.oktaOrg.unassign(ADA);
      await workedOff(c);
      expect(held(c, ADA)).toEqual({});
    });
  });
});
