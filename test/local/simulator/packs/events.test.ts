import { describe, expect, test } from '@jest/globals';
import { hastyClock } from '../../../../local/simulator/hasty-clock.ts';
import type { Simulator } from '../../../../local/simulator/simulator.ts';
import { writeCount } from '../../../flows/set-up.ts';
import {
  ADA,
  addUser,
  alerts,
  BEN,
  errors,
  eventOf,
  held,
  imported,
  REFERENCE,
  useWorld,
  type World,
} from './set-up.ts';

const start = useWorld();
const PROFILE = 'Push on Profile Change';

const answers = (simulator: Simulator) =>
  simulator.cards('Call Connector', 'Ask the Connector').map(({ outputs }) => outputs.Body);

describe('push_on_profile_change', () => {
  test('writes what the profile holds when the event arrives, with the id and the time of the event itself', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'push_on_profile_change');
    const event = eventOf(world, ADA);
    world.oktaOrg.updateProfile(ADA, { department: 'south' });
    expect(await simulator.deliver(PROFILE, event)).toMatchObject({ outcome: 'done' });
    expect(held(world)).toBe('south');
    expect(simulator.cards(PROFILE, 'Body of set-user-values')[0]?.outputs.output).toEqual({
      userName: ADA,
      values: { [REFERENCE]: 'south' },
      emptyText: 'clear',
      eventId: event.UUID,
      eventTime: event['Date and Time'],
      whenBusy: 'queue',
    });
    expect(errors(simulator)).toEqual([]);
  });

  test('an event that arrives twice has one effect', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'push_on_profile_change');
    const event = eventOf(world, ADA);
    await simulator.deliver(PROFILE, event);
    world.omni.setValue(ADA, REFERENCE, 'by hand');
    // Okta gives each delivery an id and a time of its own.
    await simulator.deliver(PROFILE, { ...event, 'Event ID': 'another', 'Event Time': new Date().toISOString() });
    expect(held(world)).toBe('by hand');
    expect(answers(simulator)).toMatchObject([{ skippedReason: '' }, { skippedReason: expect.stringMatching(/\w/) }]);
  });

  test('an event that comes after a later one has no effect', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'push_on_profile_change');
    const [early, late] = [eventOf(world, ADA), eventOf(world, ADA)];
    await simulator.deliver(PROFILE, late);
    const writes = writeCount(world);
    world.omni.setValue(ADA, REFERENCE, 'by hand');
    await simulator.deliver(PROFILE, early);
    expect(writeCount(world)).toBe(writes);
    expect(answers(simulator)[1]).toMatchObject({ changed: false, skippedReason: expect.stringMatching(/\w/) });
  });

  test('events that arrive together are all handled, also after one that fails', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    addUser(world, BEN, 'south');
    const gone = eventOf(world, ADA, {
      'Okta User': { ID: 'nobody', 'Alternate ID': '', 'Display Name': '', Type: '' },
    });
    const simulator = imported(world, 'push_on_profile_change');
    const run = await simulator.deliver(PROFILE, gone, eventOf(world, ADA), eventOf(world, BEN));
    expect(run.outcome).toBe('done');
    expect([held(world), held(world, BEN)]).toEqual(['north', 'south']);
    expect(errors(simulator)).toMatchObject([{ Code: 'OKTA_READ_FAILED', Detail: expect.stringContaining('nobody') }]);
  });

  test('somebody who is not in Omni is passed over without an alarm, and noted once, with the name that was looked for', async () => {
    const world = await start();
    world.oktaOrg.addUser({ login: BEN, profile: { department: 'north' } });
    const simulator = imported(world, 'push_on_profile_change');
    await simulator.deliver(PROFILE, eventOf(world, BEN));
    await simulator.deliver(PROFILE, eventOf(world, BEN));
    expect(simulator.tables.rows('Passed Over')).toMatchObject([
      { 'User ID': world.oktaOrg.user(BEN).id, 'User Name': BEN, Since: expect.stringMatching(/^2/) },
    ]);
    expect(simulator.cards('Call Connector', 'Failure')[0]?.outputs['body.code']).toBe('USER_NOT_FOUND');
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  const LOGIN = 'a.lovelace@corp.acme.example';
  test.each([
    ['their e-mail, as the pack comes', 'email', ADA],
    ['their login, where the app says so', 'login', LOGIN],
  ])('whose login is not their e-mail is found by %s', async (_, attribute, nameInOmni) => {
    const world = await start();
    world.omni.addUser({ userName: nameInOmni });
    world.oktaOrg.addUser({ login: LOGIN, profile: { email: ADA, department: 'north' } });
    const edit = (text: string) => text.replaceAll('"email"', `"${attribute}"`);
    const simulator = imported(world, 'push_on_profile_change', { edit });
    await simulator.deliver(PROFILE, eventOf(world, LOGIN));
    expect(held(world, nameInOmni)).toBe('north');
    expect(simulator.tables.rows('Passed Over')).toEqual([]);
  });

  test('writes the same where numbers and true/false are text', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'push_on_profile_change', { switches: { scalars: 'text' } });
    await simulator.deliver(PROFILE, eventOf(world, ADA));
    expect([held(world), errors(simulator)]).toEqual(['north', []]);
  });

  test.each(['kept', 'null', 'empty'] as const)(
    'an attribute that is empty in Okta clears the value, whatever becomes of empty values on the way: %s',
    async (empties) => {
      const world = await start();
      addUser(world, ADA, 'north');
      world.omni.setValue(ADA, REFERENCE, 'north');
      world.oktaOrg.updateProfile(ADA, { department: null });
      const simulator = imported(world, 'push_on_profile_change', { switches: { empties } });
      await simulator.deliver(PROFILE, eventOf(world, ADA));
      expect(held(world) ?? null).toBeNull();
      expect(errors(simulator)).toEqual([]);
    },
  );
});

describe('push_on_assignment', () => {
  const assigned = async (world: World, simulator: Simulator) => {
    await simulator.deliver('Push When Assigned', eventOf(world, ADA));
    await simulator.settled();
  };

  test('pushes a minute after the assignment', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'push_on_assignment');
    await assigned(world, simulator);
    expect(held(world)).toBe('north');
    const [pause] = simulator.cards('Push Assigned User', 'Pause');
    const [asked] = simulator.cards('Push Assigned User', 'Ask set-user-values');
    expect(Number(asked?.at) - Number(pause?.at)).toBeGreaterThanOrEqual(60_000);
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  test('tries again each minute until Omni has the user, and says nothing about it', async () => {
    const world = await start();
    world.oktaOrg.addUser({ login: ADA, profile: { department: 'north' } });
    const clock = hastyClock(1);
    let pauses = 0;
    const slowly = {
      now: clock.now,
      sleep: async (ms: number) => {
        pauses += 1;
        if (pauses === 4) world.omni.addUser({ userName: ADA });
        await clock.sleep(ms);
      },
    };
    const simulator = imported(world, 'push_on_assignment', { clock: slowly });
    await assigned(world, simulator);
    expect(held(world)).toBe('north');
    expect([pauses, errors(simulator), alerts(simulator)]).toEqual([4, [], []]);
  });

  test('after ten rounds says that the user did not appear, once', async () => {
    const world = await start();
    world.oktaOrg.addUser({ login: ADA, profile: { department: 'north' } });
    const simulator = imported(world, 'push_on_assignment', { clock: hastyClock(1) });
    await assigned(world, simulator);
    expect(world.gate.asked).toHaveLength(10);
    expect(errors(simulator)).toMatchObject([{ Code: 'USER_NOT_FOUND', Flow: 'Push Assigned User' }]);
    expect(alerts(simulator)).toHaveLength(1);
  });

  test.each([
    ['Clear When Unassigned', (world: World) => world.oktaOrg.unassign(ADA)],
    ['Clear When Deactivated', (world: World) => world.oktaOrg.setStatus(ADA, 'DEPROVISIONED')],
  ])('%s takes the values, and only those of the references named', async (flow, leave) => {
    const world = await start();
    addUser(world, ADA, 'north');
    world.omni.addAttribute({ name: 'other', label: 'Other', type: 'String' });
    world.omni.setValue(ADA, REFERENCE, 'north');
    world.omni.setValue(ADA, 'other', 'stays');
    leave(world);
    const simulator = imported(world, 'push_on_assignment');
    expect(await simulator.deliver(flow, eventOf(world, ADA))).toMatchObject({ outcome: 'done' });
    expect(world.omni.findUser(ADA)?.values).toEqual({ [REFERENCE]: null, other: 'stays' });
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  test('a push that is overtaken by an unassignment does not bring the values back', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'push_on_assignment');
    const [assignedThen, unassigned] = [eventOf(world, ADA), eventOf(world, ADA)];
    await simulator.deliver('Clear When Unassigned', unassigned);
    await simulator.deliver('Push When Assigned', assignedThen);
    await simulator.settled();
    expect(held(world) ?? null).toBeNull();
    expect(answers(simulator)[1]).toMatchObject({ changed: false, skippedReason: expect.stringMatching(/\w/) });
  });

  test('somebody whom Omni no longer has is passed over', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    world.omni.remove(ADA);
    const simulator = imported(world, 'push_on_assignment');
    await simulator.deliver('Clear When Unassigned', eventOf(world, ADA));
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  test('somebody whom Okta has deactivated in Omni before is passed over', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    world.omni.deactivate(ADA);
    const simulator = imported(world, 'push_on_assignment');
    await simulator.deliver('Clear When Unassigned', eventOf(world, ADA));
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });
});
