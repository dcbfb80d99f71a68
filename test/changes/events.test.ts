import { expect, test } from '@jest/globals';
import type { EventTarget } from '../../local/okta-org/log-event.ts';
import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import { useConnector } from '../support/connector.ts';
import {
  ADA,
  addHook,
  assign,
  BEN,
  changesJobs,
  eventually,
  held,
  hints,
  hookedWorld,
  workedOff,
  writeCount,
} from './set-up.ts';

const start = useConnector();

const world = async (environment: Record<string, string> = {}) => {
  const c = await hookedWorld(start, { environment });
  assign(c, ADA, { regionOfUser: 'emea' });
  c.oktaOrg.addToGroup('Sales', ADA);
  // What is changed from here on is told by the test alone.
  c.oktaOrg.setMapping('regionOfApp', undefined);
  await c.oktaOrg.hooksTold();
  addHook(c);
  return c;
};

/** What a group is called changes nothing where no policy names it. */
const OF_A_NAME: ReadonlySet<string> = new Set([
  'group.profile.update',
  'group.lifecycle.create',
  'group.lifecycle.delete',
]);

test('after an event of each type, told twice, what Okta holds by then is in Omni, written once', async () => {
  const c = await world();
  c.oktaOrg.switches.hooksRepeat = true;
  const one = (type: EventTarget['type'], id: string): EventTarget => ({ type, id, alternateId: '', displayName: '' });
  const targets = [
    one('User', c.oktaOrg.user(ADA).id),
    one('UserGroup', c.oktaOrg.group('Sales').id),
    one('AppInstance', c.oktaOrg.appId),
  ];
  for (const type of HOOK_EVENT_TYPES.filter((one) => !OF_A_NAME.has(one))) {
    c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: type } });
    c.oktaOrg.tellHooks(type, targets);
    await workedOff(c);
    expect(held(c, ADA)).toEqual({ region: type });
  }
  expect(writeCount(c)).toBe(HOOK_EVENT_TYPES.length - OF_A_NAME.size);
});

test('an event of another app, or of something else, has no effect', async () => {
  const c = await world();
  c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: 'unseen' } });
  const { id } = c.oktaOrg.user(ADA);
  const user: EventTarget = { type: 'User', id, alternateId: '', displayName: '' };
  c.oktaOrg.tellHooks('application.user_membership.update', [user, { ...user, type: 'AppInstance', id: '0oaOther' }]);
  c.oktaOrg.tellHooks('user.session.start', [user]);
  await c.oktaOrg.hooksTold();
  expect([await hints(c), await changesJobs(c), held(c, ADA)]).toEqual([[], [], {}]);
});

test('whom a held job has missed in Omni is waited for all the same', async () => {
  const c = await world({ GUARD_MAX_CHANGED_USERS: '0' });
  c.oktaOrg.addUser({ login: BEN });
  c.oktaOrg.assign(BEN, { profile: { regionOfApp: 'amer' } });
  c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: 'apac' } });
  c.oktaOrg.updateProfile(ADA, { seatsOfUser: 1 });
  await eventually(async () => (await hints(c)).some(({ firstMissingAt }) => firstMissingAt !== null));
  expect(held(c, ADA)).toEqual({});
});

test('a job that is held keeps nobody waiting: what is told later makes a later job', async () => {
  const c = await world({ GUARD_MAX_CHANGED_USERS: '0' });
  const tell = (region: string) => {
    c.oktaOrg.setAppUser(ADA, { profile: { regionOfApp: region } });
    c.oktaOrg.updateProfile(ADA, { seatsOfUser: 1 });
  };
  const heldJobs = async () => (await changesJobs(c)).filter(({ status }) => status === 'needs-approval');
  tell('first');
  await eventually(async () => (await heldJobs()).length === 1);
  tell('second');
  await eventually(async () => (await heldJobs()).length === 2);
  expect(held(c, ADA)).toEqual({});
  for (const { jobId } of await heldJobs()) await c.call('approve-job', { jobId });
  await workedOff(c);
  expect(held(c, ADA)).toEqual({ region: 'second', seats: 1 });
});
