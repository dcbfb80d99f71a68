import { describe, expect, test } from '@jest/globals';
import { hastyClock } from '../../../../local/simulator/hasty-clock.ts';
import { ConnectorError } from '../../../../src/errors/connector-error.ts';
import { writeCount } from '../../../flows/set-up.ts';
import { addUsers, departmentOf, loginOf, nights, oneRowPerBatch, push, runs } from './nightly-set-up.ts';
import { ADA, addUser, alerts, BEN, errors, held, REFERENCE, useWorld, type World } from './set-up.ts';

const start = useWorld();

const UNREACHABLE = new ConnectorError('OMNI_UNREACHABLE', { problem: 'status 503' });
const TOO_SLOW = new ConnectorError('OMNI_TOO_SLOW', { done: 'nothing was written' });
const STALE = new ConnectorError('PLAN_STALE', { problem: 'the definitions have changed' });

const calls = ({ gate }: World, action: string): number => gate.asked.filter((path) => path.endsWith(action)).length;

describe('nightly_push', () => {
  test('pushes 250 users in two batches, follows each job, and every value is in Omni', async () => {
    const world = await start();
    addUsers(world, 250);
    const simulator = await push(world);

    expect(runs(simulator)).toMatchObject(
      [200, 50].map((count) => ({ Status: 'done', Total: count, Changed: count, Failed: 0 })),
    );
    const wanted = Array.from({ length: 250 }, (_, index) => departmentOf(index));
    expect(wanted.map((_, index) => held(world, loginOf(index)))).toEqual(wanted);
    expect([calls(world, 'plan-push'), calls(world, 'apply-plan')]).toEqual([2, 2]);
    expect(simulator.cards('Nightly Push', 'Collect Users')[0]?.outputs).toEqual({ 'Records Streamed': 250 });
    expect(nights(simulator)).toMatchObject([
      { Status: 'ended', Total: 250, Missing: 0, Finished: expect.stringMatching(/^\d{4}-/) },
    ]);
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  test('takes only whom the search finds, and forgets the rows of the run before', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    addUser(world, BEN, 'south');
    world.oktaOrg.setStatus(BEN, 'SUSPENDED');
    const simulator = await push(world);
    expect([held(world), held(world, BEN)]).toEqual(['north', undefined]);
    await simulator.run('Nightly Push');
    await simulator.settled();
    expect(simulator.tables.rows('Collected Rows')).toMatchObject([
      { 'User Name': ADA, Row: `{"userName":"${ADA}","values":{"${REFERENCE}":"north"}}` },
    ]);
    expect(runs(simulator)).toMatchObject([{ Changed: 1 }, { Changed: 0, Unchanged: 1 }]);
  });

  test('a batch over the guard is not applied: nothing is written, the table and an alert say why', async () => {
    const world = await start({ environment: { GUARD_MAX_CHANGED_USERS: '2' } });
    addUsers(world, 3);
    const writes = writeCount(world);
    const simulator = await push(world);
    expect(runs(simulator)).toMatchObject([{ Status: 'not applied', Total: 3, Message: expect.stringContaining('3') }]);
    expect(nights(simulator)).toMatchObject([{ Status: 'stopped', Message: expect.stringContaining('too much') }]);
    expect(alerts(simulator)).toEqual(['The nightly push was stopped']);
    expect([writeCount(world), calls(world, 'apply-plan')]).toEqual([writes, 0]);
  });

  test('a plan that takes longer than a call is asked for again until it is made', async () => {
    const world = await start();
    addUsers(world, 2);
    world.gate.refuse(TOO_SLOW, { times: 3, action: 'plan-push' });
    const simulator = await push(world);
    expect(runs(simulator)).toMatchObject([{ Status: 'done', Changed: 2 }]);
    expect([calls(world, 'plan-push'), errors(simulator), alerts(simulator)]).toEqual([4, [], []]);
  });

  test('a plan that is never made ends the push with an alert', async () => {
    const world = await start();
    addUsers(world, 1);
    world.gate.refuse(TOO_SLOW, { times: Number.POSITIVE_INFINITY, action: 'plan-push' });
    const simulator = await push(world, { clock: hastyClock(1) });
    expect([runs(simulator), alerts(simulator)]).toEqual([[], ['The nightly push takes too long']]);
    expect(calls(world, 'plan-push')).toBe(150);
    expect(nights(simulator)).toMatchObject([{ Status: 'stopped', Total: 1, Missing: 0 }]);
  });

  test('exactly as many batches as one night can take end well', async () => {
    const world = await start();
    addUsers(world, 3);
    const threeRounds = (text: string): string => oneRowPerBatch(text).replaceAll('"data":150,', '"data":3,');
    const simulator = await push(world, {}, threeRounds);
    expect([nights(simulator), alerts(simulator)]).toMatchObject([[{ Status: 'ended', Total: 3 }], []]);
    expect(runs(simulator)).toHaveLength(3);
  });

  test('a plan that is stale when it is applied stops the push, before the next batch', async () => {
    const world = await start();
    addUsers(world, 201);
    world.gate.refuse(STALE, { action: 'apply-plan' });
    const simulator = await push(world);
    expect(errors(simulator)).toMatchObject([{ Action: 'apply-plan', Code: 'PLAN_STALE' }]);
    expect([calls(world, 'plan-push'), runs(simulator)]).toEqual([1, []]);
    expect(nights(simulator)).toMatchObject([{ Status: 'stopped', Message: expect.stringContaining('applied') }]);
  });

  test('rows that fail are counted and alerted, the others are written', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    world.oktaOrg.addUser({ login: BEN, profile: { department: 'south' } });
    const simulator = await push(world);
    expect(held(world)).toBe('north');
    expect(runs(simulator)).toMatchObject([{ Status: 'done', Total: 2, Changed: 1, Failed: 1 }]);
    expect(alerts(simulator)).toEqual(['Rows of a job failed']);
  });

  test('a job whose state cannot be read once is asked for again', async () => {
    const world = await start();
    addUsers(world, 1);
    world.gate.refuse(UNREACHABLE, { action: 'get-job' });
    const simulator = await push(world);
    expect(runs(simulator)).toMatchObject([{ Status: 'done', Changed: 1 }]);
    expect(errors(simulator)).toMatchObject([{ Action: 'get-job' }]);
  });

  test.each([[{ empties: 'null' }], [{ empties: 'empty' }], [{ scalars: 'text' }]] as const)(
    'pushes the same with %j',
    async (switches) => {
      const world = await start();
      addUsers(world, 3);
      const simulator = await push(world, { switches });
      expect(runs(simulator)).toMatchObject([{ Status: 'done', Changed: 3 }]);
      expect(errors(simulator)).toEqual([]);
    },
  );

  test('a batch that cannot be planned stops the night', async () => {
    const world = await start();
    addUsers(world, 1);
    world.gate.refuse(UNREACHABLE, { action: 'plan-push' });
    const simulator = await push(world);
    expect(errors(simulator)).toMatchObject([{ Action: 'plan-push' }]);
    expect(nights(simulator)).toMatchObject([{ Status: 'stopped', Message: expect.stringContaining('planned') }]);
  });
});
