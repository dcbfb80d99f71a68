import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HOOK_EVENT_TYPES, readDelivery } from '../../src/okta/hook-delivery.ts';

const APP = '0oa1omni';
const USER = { id: '00u1ada', type: 'User', alternateId: 'ada@acme.example', displayName: 'Ada', detailEntry: null };
const GROUP = { id: '00g1sales', type: 'UserGroup', alternateId: 'unknown', displayName: 'Sales', detailEntry: null };
const OMNI = { id: APP, type: 'AppInstance', alternateId: 'Omni', displayName: 'Omni', detailEntry: null };
const OTHER_APP = { ...OMNI, id: '0oa2other' };
const APP_USER = { ...USER, id: '0ua1ada', type: 'AppUser' };

const event = (eventType: string, target: unknown, more: object = {}) => ({
  uuid: 'e1',
  eventType,
  outcome: { result: 'SUCCESS', reason: null },
  target,
  ...more,
});

/** https://developer.okta.com/docs/concepts/event-hooks/ - the envelope of a delivery. */
const delivery = (...events: unknown[]) => ({
  eventType: 'com.okta.event_hook',
  eventTypeVersion: '1.0',
  cloudEventsVersion: '0.1',
  source: 'https://acme.okta.com/api/v1/eventHooks/who1',
  eventId: 'b5a188b9-5ece-4636-b041-482ffda96311',
  data: { events },
  eventTime: '2026-11-29T08:00:00.000Z',
  contentType: 'application/json',
});

const read = (...events: unknown[]) => readDelivery(delivery(...events), APP);
const ada = { kind: 'user', id: USER.id, uuid: 'e1' };
const sales = { kind: 'group', id: GROUP.id, uuid: 'e1' };

describe('what an event says of whom', () => {
  test.each([
    ['user.account.update_profile', [USER], [ada]],
    ['user.lifecycle.create', [USER], [ada]],
    ['user.lifecycle.activate', [USER], [ada]],
    ['user.lifecycle.deactivate', [USER], [ada]],
    ['user.lifecycle.suspend', [USER], [ada]],
    ['user.lifecycle.unsuspend', [USER], [ada]],
    ['user.lifecycle.reactivate', [USER], [ada]],
    ['user.lifecycle.delete.initiated', [USER], [ada]],
    ['application.user_membership.add', [APP_USER, OMNI, USER], [ada]],
    ['application.user_membership.remove', [USER, OMNI, APP_USER], [ada]],
    ['application.user_membership.update', [OMNI, USER], [ada]],
    ['group.user_membership.add', [USER, GROUP], [ada]],
    ['group.user_membership.remove', [GROUP, USER], [ada]],
    ['group.application_assignment.add', [OMNI, GROUP], [sales]],
    ['group.application_assignment.remove', [GROUP, OMNI], [sales]],
    ['group.application_assignment.update', [GROUP, OMNI], [sales]],
    ['group.profile.update', [GROUP], [sales]],
    ['group.lifecycle.create', [GROUP], [sales]],
    ['group.lifecycle.delete', [GROUP], [sales]],
  ])('%s', (type, target, hints) => {
    const ofApp = type.includes('application');
    const told = hints.map((hint) => ({ ...hint, ofApp }));
    expect(read(event(type, target))).toEqual({ hints: told, outcomes: ['taken'] });
  });

  test('the types are those that the hook subscribes to', () => {
    expect(HOOK_EVENT_TYPES).toHaveLength(19);
  });

  test('several events and several targets, each once for an event', () => {
    const both = event('group.user_membership.add', [USER, USER, { ...USER, id: '00u2ben' }, GROUP]);
    const found = read(both, { ...both, uuid: 'e2' });
    expect(found?.hints.map(({ id, uuid }) => `${id} ${uuid}`)).toEqual([
      '00u1ada e1',
      '00u2ben e1',
      '00u1ada e2',
      '00u2ben e2',
    ]);
  });
});

const PROFILE = 'user.account.update_profile';
const ASSIGNED = 'application.user_membership.add';

describe('what is left out, and why', () => {
  test.each([
    ['a type that says nothing of values', event('user.session.start', [USER]), 'unknown-type'],
    ['no type', event('', [USER], { eventType: null }), 'unknown-type'],
    ['a failed one', event(PROFILE, [USER], { outcome: { result: 'FAILURE' } }), 'not-successful'],
    ['a deferred one', event(PROFILE, [USER], { outcome: { result: 'DEFERRED' } }), 'not-successful'],
    ['no targets', event(PROFILE, null), 'no-target'],
    ['an empty list of targets', event(PROFILE, []), 'no-target'],
    ['targets of other kinds', event(PROFILE, [GROUP, APP_USER, null, 'User', 7]), 'no-target'],
    ['a target with an id that is none', event(PROFILE, [{ ...USER, id: '../apps' }]), 'no-target'],
    ['a target without an id', event(PROFILE, [{ ...USER, id: null }]), 'no-target'],
    ['another app', event(ASSIGNED, [APP_USER, OTHER_APP, USER]), 'other-app'],
    ['no app where it matters', event(ASSIGNED, [APP_USER, USER]), 'no-target'],
    ['no uuid', event(PROFILE, [USER], { uuid: null }), 'no-uuid'],
    ['a uuid that is none', event(PROFILE, [USER], { uuid: 'a\0b' }), 'no-uuid'],
    ['no event at all', null, 'unknown-type'],
  ])('%s', (_, one, outcome) => {
    expect(read(one)).toEqual({ hints: [], outcomes: [outcome] });
  });

  test.each([[{ result: 'Success' }], [{ result: 'success' }], [null], [undefined], [{ result: null }]])(
    'an outcome of %j is a change',
    (outcome) => {
      expect(read(event(PROFILE, [USER], { outcome }))?.outcomes).toEqual(['taken']);
    },
  );
});

test.each([[null], [[]], ['text'], [{}], [{ data: null }], [{ data: { events: null } }], [{ data: { events: {} } }]])(
  '%j is no delivery',
  (body) => {
    expect(readDelivery(body, APP)).toBeUndefined();
  },
);

const maybe = <T>(...values: T[]) => fc.oneof(fc.constantFrom(...values), fc.jsonValue());
const target = fc.record({ id: maybe('00u1', '00g1', APP), type: maybe('User', 'UserGroup', 'AppInstance') });
const anyEvent = fc.record(
  {
    uuid: maybe('e1', 'e2'),
    eventType: maybe(...HOOK_EVENT_TYPES),
    outcome: maybe<unknown>({ result: 'SUCCESS' }, { result: 'FAILURE' }, null),
    target: fc.oneof(fc.array(fc.oneof(target, fc.jsonValue()), { maxLength: 6 }), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

test('whatever comes, nothing is thrown, and there are never more hints than targets', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyEvent, fc.jsonValue())), (events) => {
      const found = read(...events);
      const targets = events.map((one) => {
        const list = typeof one === 'object' && one !== null && 'target' in one ? one.target : [];
        return Array.isArray(list) ? list.length : 0;
      });
      expect(found?.outcomes).toHaveLength(events.length);
      expect(found?.hints.length).toBeLessThanOrEqual(targets.reduce((sum, count) => sum + count, 0));
      for (const { id, uuid } of found?.hints ?? []) expect(`${id}${uuid}`).toMatch(/^[\w-]+$/);
    }),
  );
  fc.assert(fc.property(fc.anything(), (body) => void readDelivery(body, APP)));
});
