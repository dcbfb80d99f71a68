import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ADA, assign, BEN, CLEO, held, hurry, ok, syncAttribute, until, worldOf, writeCount } from './set-up.ts';

const start = useConnector();

const world = async (options: StartOptions = {}) => {
  const c = await worldOf(start, options);
  assign(c, ADA, { regionOfUser: 'emea', seatsOfUser: 12, teamsOfUser: ['north', 'south'] });
  assign(c, BEN, { regionOfUser: 'apac' });
  return c;
};
type World = Awaited<ReturnType<typeof world>>;

const sync = async (c: World, input: object = {}) => {
  const answer = await c.call('sync-from-okta', input);
  expect([200, 202]).toContain(answer.status);
  return answer.body;
};

describe('what Okta holds comes to Omni', () => {
  test('for every reference of the Omni app, whatever its variables are called', async () => {
    const c = await world();
    const answer = await sync(c);
    expect(answer).toMatchObject({ status: 'done', total: 2, changedCount: 2, failedCount: 0, assignedCount: 2 });
    expect(answer.references).toEqual(['region', 'seats', 'teams']);
    expect(held(c, ADA)).toEqual({ region: 'emea', seats: 12, teams: ['north', 'south'] });
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });

  test('for the references that are asked for, and no other', async () => {
    const c = await world();
    await sync(c, { references: ['seats'] });
    expect(held(c, ADA)).toEqual({ seats: 12 });
    expect(held(c, BEN)).toEqual({});
  });

  test('once: a second sync writes nothing', async () => {
    const c = await world();
    await sync(c);
    const writes = writeCount(c);
    expect(await sync(c)).toMatchObject({ status: 'done', changedCount: 0, unchangedCount: 2 });
    expect(writeCount(c)).toBe(writes);
  });

  test('again, where somebody changed it inside Omni, which Okta itself would not notice', async () => {
    const c = await world({ switches: { listValues: 'include' } });
    await sync(c);
    c.omni.setValue(ADA, 'region', 'wrong');
    expect(await sync(c)).toMatchObject({ changedCount: 1 });
    expect(held(c, ADA)).toMatchObject({ region: 'emea' });
  });

  test('from the Okta profile, when that is asked for: a change that Okta has not mapped yet counts', async () => {
    const c = await world();
    c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: 'stale' } });
    await sync(c, { references: ['region'], source: 'okta-profile' });
    expect(held(c, ADA)).toEqual({ region: 'emea' });
    await sync(c, { references: ['region'], source: 'app-profile' });
    expect(held(c, ADA)).toEqual({ region: 'stale' });
  });
});

describe('nothing is taken away by accident', () => {
  test('what is empty in Okta is left in Omni, and counted, unless clearing is asked for', async () => {
    const c = await world();
    c.omni.setValue(BEN, 'seats', 5);
    expect(await sync(c)).toMatchObject({ emptyCount: 1 });
    expect(held(c, BEN)).toEqual({ region: 'apac', seats: 5 });
    await sync(c, { emptyValues: 'clear' });
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });

  test('a dry run tells what a sync would do, and writes neither to Omni nor to Okta', async () => {
    const c = await world();
    const before = c.oktaOrg.state;
    const answer = await sync(c, { dryRun: true });
    expect(answer).toMatchObject({ jobId: '', total: 2, changedCount: 2, references: ['region', 'seats', 'teams'] });
    expect(writeCount(c)).toBe(0);
    expect(c.oktaOrg.state).toEqual(before);
    expect((await c.call('list-jobs')).body.jobs).toEqual([]);
  });

  test('the guard holds a sync that would change too much, before its first write', async () => {
    const c = await world();
    const { jobId, status } = await sync(c, { maxChangedUsers: 1 });
    expect(status).toBe('needs-approval');
    expect(writeCount(c)).toBe(0);
    ok(await c.call('approve-job', { jobId }));
    expect(await until(c, jobId, 'done')).toMatchObject({ kind: 'sync', changedCount: 2 });
  });

  test('a sync can be undone', async () => {
    const c = await world();
    c.omni.setValue(ADA, 'region', 'amer');
    const { jobId } = await sync(c, { references: ['region'] });
    const undo = await c.call('undo-job', { jobId });
    await until(c, undo.body.jobId, 'done');
    expect(held(c, ADA)).toEqual({ region: 'amer' });
  });
});

describe('somebody whom Okta no longer assigns', () => {
  const leaves = async (how: 'unassigned' | 'deprovisioned') => {
    const c = await world();
    assign(c, CLEO, { regionOfUser: 'amer' });
    await sync(c);
    if (how === 'unassigned') c.oktaOrg.unassign(CLEO);
    else c.oktaOrg.setAppUser(CLEO, { status: 'DEPROVISIONED' });
    return c;
  };

  test.each(['unassigned', 'deprovisioned'] as const)('is reported when %s, and keeps what they hold', async (how) => {
    const c = await leaves(how);
    const answer = await sync(c);
    expect(answer).toMatchObject({ leftoverCount: 1, changedCount: 0, failedCount: 0 });
    const [row] = answer.results.filter(({ userName }: { userName: string }) => userName === CLEO);
    expect(row).toMatchObject({ status: 'unchanged' });
    expect(row.message).toContain('clearLeftovers');
    expect(held(c, CLEO)).toEqual({ region: 'amer' });
  });

  test.each(['unassigned', 'deprovisioned'] as const)('loses it when %s and that is asked for, once', async (how) => {
    const c = await leaves(how);
    expect(await sync(c, { clearLeftovers: true })).toMatchObject({ leftoverCount: 1, changedCount: 1 });
    expect(held(c, CLEO)).toEqual({});
    expect(await sync(c, { clearLeftovers: true })).toMatchObject({ leftoverCount: 0, changedCount: 0 });
  });

  test('is no failure when Omni has switched them off or lost them', async () => {
    const c = await leaves('unassigned');
    c.omni.deactivate(CLEO);
    expect(await sync(c, { clearLeftovers: true })).toMatchObject({
      leftoverCount: 1,
      changedCount: 0,
      failedCount: 0,
    });
  });

  test('is not somebody whom Okta never assigned: what they hold is not Okta’s', async () => {
    const c = await world();
    c.omni.addUser({ userName: CLEO, values: { region: 'by hand' } });
    expect(await sync(c, { clearLeftovers: true })).toMatchObject({ leftoverCount: 0 });
    expect(held(c, CLEO)).toEqual({ region: 'by hand' });
  });

  test('is not somebody who bears another name by now, even where Omni still knows the old one', async () => {
    const c = await world();
    await sync(c);
    c.oktaOrg.setAppUser(BEN, { userName: 'ben.new@acme.example' });
    expect(await sync(c, { clearLeftovers: true })).toMatchObject({ leftoverCount: 0, failedCount: 1 });
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });

  test('stops the sync for approval when there are many of them', async () => {
    const c = await worldOf(start);
    for (let i = 0; i < 12; i += 1) assign(c, `user${i}@acme.example`, { regionOfUser: 'emea' });
    await sync(c);
    for (let i = 0; i < 12; i += 1) c.oktaOrg.unassign(`user${i}@acme.example`);
    expect(await sync(c, { clearLeftovers: true })).toMatchObject({ status: 'needs-approval', leftoverCount: 12 });
    expect(held(c, 'user3@acme.example')).toEqual({ region: 'emea' });
  });
});

describe('only what has changed', () => {
  test('takes all the first time, and then those who changed since the last one that got every row done', async () => {
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    const c = await world({ clock });
    const changed = (more: object = {}) => sync(c, { only: 'changed', ...more });
    expect(await changed()).toMatchObject({ total: 2, changedCount: 2 });
    // Within the overlap of ten minutes everything counts as changed.
    expect(await changed()).toMatchObject({ total: 2, changedCount: 0 });
    await c.connector.services.database.query('UPDATE connector.jobs SET created_at = created_at + 1800000');
    expect(await changed()).toMatchObject({ total: 0, status: 'done' });
    ahead = 3_000_000;
    c.oktaOrg.updateProfile(BEN, { regionOfUser: 'latam' });
    expect(await changed()).toMatchObject({ total: 1, changedCount: 1 });
    expect(held(c, BEN)).toEqual({ region: 'latam' });
    expect(await changed({ references: ['region'] })).toMatchObject({ total: 2 }); // a sync of its own
  });

  test('takes those who changed since a time', async () => {
    const c = await world();
    expect(await sync(c, { changedSince: '2999-01-01T00:00:00Z' })).toMatchObject({ total: 0, assignedCount: 2 });
    expect(await sync(c, { changedSince: '2020-01-01T00:00:00Z' })).toMatchObject({ total: 2 });
  });
});

describe('bad input changes nothing', () => {
  test('a reference that the app does not have is named, with the nearest one', async () => {
    const c = await world();
    const { message } = expectError(
      await c.call('sync-from-okta', { references: ['regions'] }),
      422,
      'OKTA_ATTRIBUTE_NOT_SYNCED',
    );
    expect(message).toContain('did you mean region?');
    expect(writeCount(c)).toBe(0);
  });

  test('an app without such attributes', async () => {
    const c = await start({ oktaOrg: {} });
    expectError(await c.call('sync-from-okta'), 409, 'OKTA_NOTHING_SYNCED');
  });

  test('an expression cannot be read from the Okta profile', async () => {
    const c = await world();
    c.oktaOrg.setMapping('regionOfApp', { expression: 'String.toUpperCase(user.regionOfUser)', pushStatus: 'PUSH' });
    const asked = { references: ['region'], source: 'okta-profile' };
    expectError(await c.call('sync-from-okta', asked), 422, 'OKTA_EXPRESSION_NOT_PLAIN');
  });

  test('a connector without an Okta org says what is missing', async () => {
    const c = await start();
    const { message } = expectError(await c.call('sync-from-okta'), 409, 'OKTA_NOT_CONFIGURED');
    for (const setting of ['OKTA_ORG_URL', 'OKTA_MANAGEMENT_CLIENT_ID', 'OKTA_OMNI_APP_ID']) {
      expect(message).toContain(setting);
    }
  });

  test.each(['okta.setup', 'omni.values.write'])('a token without %s', async (scope) => {
    const c = await world();
    const scp = ['okta.setup', 'omni.values.write'].filter((other) => other !== scope);
    const answer = await c.call('sync-from-okta', {}, { authorization: `Bearer ${await c.token({ scp })}` });
    expectError(answer, 403, 'SCOPE_MISSING');
  });
});

test('somebody whom Okta assigns and Omni does not have is a failed row, and the others are written', async () => {
  const c = await world();
  c.oktaOrg.addUser({ login: CLEO, profile: { regionOfUser: 'amer' } });
  c.oktaOrg.assign(CLEO);
  const answer = await sync(c);
  expect(answer).toMatchObject({ changedCount: 2, failedCount: 1 });
  expect(answer.results.map(({ code }: { code: string }) => code)).toContain('USER_NOT_FOUND');
});

describe('somebody whose login in Okta is not their name in Omni', () => {
  const LOGIN = 'adams@corp.example';
  const known = async () => {
    const c = await worldOf(start);
    c.oktaOrg.addUser({ login: LOGIN, profile: { email: ADA, regionOfUser: 'emea' } as never });
    c.oktaOrg.assign(LOGIN, { userName: ADA });
    c.omni.addUser({ userName: ADA });
    c.omni.addUser({ userName: LOGIN });
    return c;
  };

  test('is written under the name that the app gives them, and nobody is who bears their login there', async () => {
    const c = await known();
    expect(await sync(c)).toMatchObject({ total: 1, changedCount: 1, failedCount: 0 });
    expect([held(c, ADA), held(c, LOGIN)]).toEqual([{ region: 'emea' }, {}]);
  });

  test('is found by sync-user under either, and written under the one of the app', async () => {
    const c = await known();
    for (const userName of [LOGIN, ADA]) {
      c.omni.setValue(ADA, 'region', 'wrong');
      expect(ok(await c.call('sync-user', { userName }))).toMatchObject({ userName: ADA, changed: true });
      expect([held(c, ADA), held(c, LOGIN)]).toEqual([{ region: 'emea' }, {}]);
    }
  });

  test('two of them with one name in Omni but for its case contradict each other, and nothing is written', async () => {
    const c = await known();
    c.oktaOrg.addUser({ login: 'another@corp.example', profile: { regionOfUser: 'apac' } as never });
    c.oktaOrg.assign('another@corp.example', { userName: ADA.toUpperCase() });
    const { results, failedCount } = await sync(c);
    expect(failedCount).toBe(2);
    expect(results.map(({ code }: { code: string }) => code)).toEqual(['OKTA_NAME_SHARED', 'OKTA_NAME_SHARED']);
    expect(writeCount(c)).toBe(0);
  });
});

test('what a profile in Okta holds and Omni cannot fails by itself: a blank nobody sees, a list for one value', async () => {
  const c = await world();
  c.omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String' });
  syncAttribute(c.oktaOrg, 'tier', 'array');
  c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: 'em\u200Bea', seatsOfApp: 7, teamsOfApp: ['a', 'b\u00A0'] } });
  c.oktaOrg.setAppUser(BEN, { profile: { tierOfApp: ['gold', 'silver'], seatsOfApp: 8 } });
  const { results } = await sync(c);
  const failed = results.filter(({ status }: { status: string }) => status === 'failed');
  expect(failed.map(({ userName, code }: { userName: string; code: string }) => `${userName} ${code}`)).toEqual([
    `${ADA} VALUE_INVISIBLE`,
    `${ADA} VALUE_INVISIBLE`,
    `${BEN} VALUE_NOT_SINGLE`,
  ]);
  expect([held(c, ADA), held(c, BEN)]).toEqual([{ seats: 7 }, { region: 'apac', seats: 8 }]);
});

test('Okta out of reach pauses the job with the reason, and it goes on by itself', async () => {
  const c = await world({ clock: fastClock(50) });
  c.oktaOrg.faults.plan({ kind: 'server-error' }, { path: /\/users$/, method: 'GET', times: 6 });
  const { jobId } = await sync(c, { mode: 'job' });
  const paused = await until(c, jobId, 'paused');
  expect(paused).toMatchObject({ kind: 'sync', causeCode: 'OKTA_UNREACHABLE' });
  await hurry(c, jobId);
  expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 2, failedCount: 0 });
});
