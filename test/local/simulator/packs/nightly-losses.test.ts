import { describe, expect, test } from '@jest/globals';
import { CardError } from '../../../../local/simulator/card-error.ts';
import { directoryOf } from '../../../../local/simulator/okta-directory.ts';
import { addUsers, departmentOf, loginOf, nights, push, runs } from './nightly-set-up.ts';
import {
  ADA,
  addUser,
  alerts,
  BEN,
  directoryWith,
  errors,
  held,
  imported,
  REFERENCE,
  useWorld,
  type World,
} from './set-up.ts';

const start = useWorld();

describe('users whom Okta does not give', () => {
  const refused = (statusCode: number) => () =>
    new CardError({ kind: 'HTTP Request Error', message: 'Okta says no', statusCode });

  test.each([
    ['is not there', () => undefined, '404'],
    ['is refused with 500', refused(500), '500'],
    ['is refused with 429 until the last try', refused(429), '429'],
  ])('one who %s is recorded, alerted and counted; the others are pushed', async (_, fault, status) => {
    const world = await start();
    addUser(world, ADA, 'north');
    addUser(world, BEN, 'south');
    const simulator = await push(world, { okta: directoryWith(world, ADA, fault), random: () => 0.99 });
    const { id } = world.oktaOrg.user(ADA);
    expect([held(world), held(world, BEN)]).toEqual([undefined, 'south']);
    expect(errors(simulator)).toMatchObject([
      {
        Flow: 'Collect User',
        Code: 'USER_NOT_COLLECTED',
        'Status Code': status,
        Detail: expect.stringContaining(`Okta user ${id}: `),
      },
    ]);
    expect(alerts(simulator)).toEqual(['Collect User']);
    const [night] = nights(simulator);
    expect(night).toMatchObject({ Status: 'ended', Total: 2, Missing: 1 });
    expect(simulator.tables.rows('Missing Users')).toEqual([{ Run: night?.Run, 'User ID': id }]);
    expect(runs(simulator)).toMatchObject([{ Run: night?.Run, Status: 'done', Total: 1, Changed: 1 }]);
  });

  test('a row that the table does not take counts as a missing user', async () => {
    const world = await start();
    addUser(world, ADA, 'x'.repeat(17_000));
    addUser(world, BEN, 'south');
    const simulator = await push(world);
    expect(errors(simulator)).toMatchObject([
      { Code: 'USER_NOT_COLLECTED', Message: expect.stringContaining('bytes') },
    ]);
    expect([alerts(simulator), held(world, BEN)]).toEqual([['Collect User'], 'south']);
    expect(nights(simulator)).toMatchObject([{ Status: 'ended', Missing: 1 }]);
  });

  test('when nobody can be read, the night says so and sends nothing', async () => {
    const world = await start();
    addUsers(world, 3);
    const okta = { ...directoryOf(world.oktaOrg), find: () => undefined };
    const simulator = await push(world, { okta });
    expect(nights(simulator)).toMatchObject([{ Status: 'ended', Total: 3, Missing: 3 }]);
    expect([errors(simulator).length, alerts(simulator).length, world.gate.asked]).toEqual([3, 3, []]);
  });

  test('the night after counts anew', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    let isAway = true;
    const directory = directoryOf(world.oktaOrg);
    const okta = { ...directory, find: (user: string) => (isAway ? undefined : directory.find(user)) };
    const simulator = await push(world, { okta });
    isAway = false;
    await simulator.run('Nightly Push');
    await simulator.settled();
    expect(nights(simulator)).toMatchObject([{ Missing: 1 }, { Missing: 0, Status: 'ended' }]);
    expect([held(world), simulator.tables.rows('Missing Users')]).toEqual(['north', []]);
  });
});

describe('nights that overlap', () => {
  const OVERLAP = 'An earlier nightly push is still open';

  /** Somebody whose value Omni has already: plans do not make each other stale. */
  function addDone(world: World, index: number): string {
    const id = addUser(world, loginOf(index), departmentOf(index));
    world.omni.setValue(loginOf(index), REFERENCE, departmentOf(index));
    return id;
  }

  test('a night that begins while another collects takes none of its rows, and somebody is told', async () => {
    const world = await start();
    const [, second] = [0, 1, 2].map((index) => addDone(world, index));
    const directory = directoryOf(world.oktaOrg);
    let other: Promise<unknown> | undefined;
    const beginOther = () => {
      addDone(world, 3);
      return simulator.run('Nightly Push');
    };
    const find = (user: string) => {
      if (user === second) other ??= beginOther();
      return directory.find(user);
    };
    const simulator = imported(world, 'nightly_push', { okta: { ...directory, find } });
    await simulator.run('Nightly Push');
    await other;
    await simulator.settled();
    expect([alerts(simulator), errors(simulator)]).toEqual([[OVERLAP], []]);
    const [early, late] = nights(simulator);
    expect([early, late]).toMatchObject([
      { Status: 'ended', Total: 3, Missing: 0 },
      { Status: 'ended', Total: 4, Missing: 0 },
    ]);
    expect(runs(simulator).toSorted((one, next) => Number(one.Total) - Number(next.Total))).toMatchObject([
      { Run: early?.Run, Total: 3, Unchanged: 3 },
      { Run: late?.Run, Total: 4, Unchanged: 4 },
    ]);
  });

  test('a night that broke off stays open: the next one tells, and pushes all the same', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const directory = directoryOf(world.oktaOrg);
    let refusals = 1;
    const all = () => {
      refusals -= 1;
      if (refusals < 0) return directory.all();
      throw new CardError({ kind: 'HTTP Request Error', message: 'Okta says no', statusCode: 500 });
    };
    const simulator = imported(world, 'nightly_push', { okta: { ...directory, all } });
    expect(await simulator.run('Nightly Push')).toMatchObject({ outcome: 'failed' });
    expect(nights(simulator)).toMatchObject([{ Status: 'open', Total: null, Missing: null }]);
    await simulator.run('Nightly Push');
    await simulator.settled();
    expect(nights(simulator)).toMatchObject([{ Status: 'open' }, { Status: 'ended', Total: 1, Missing: 0 }]);
    expect([held(world), alerts(simulator)]).toEqual(['north', [OVERLAP]]);
  });
});
