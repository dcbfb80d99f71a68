import { expect, test } from '@jest/globals';
import { hastyClock } from '../../../../local/simulator/hasty-clock.ts';
import { addUsers, departmentOf, loginOf, nights, oneRowPerBatch, push, runs } from './nightly-set-up.ts';
import { alerts, errors, held, useWorld, type World } from './set-up.ts';

const start = useWorld();

const calls = ({ gate }: World, action: string): number => gate.asked.filter((path) => path.endsWith(action)).length;

test('pushes 1,000 users in five batches, follows each job, and every value is in Omni', async () => {
  const world = await start();
  addUsers(world, 1_000);
  const simulator = await push(world);

  // First, since they say why something is missing.
  expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  expect(runs(simulator)).toMatchObject(
    Array.from({ length: 5 }, () => ({ Status: 'done', Total: 200, Changed: 200, Failed: 0 })),
  );
  const wanted = Array.from({ length: 1_000 }, (_, index) => departmentOf(index));
  expect(wanted.map((_, index) => held(world, loginOf(index)))).toEqual(wanted);
  expect([calls(world, 'plan-push'), calls(world, 'apply-plan')]).toEqual([5, 5]);
  expect(simulator.cards('Nightly Push', 'Collect Users')[0]?.outputs).toEqual({ 'Records Streamed': 1_000 });
  expect(nights(simulator)).toMatchObject([
    { Status: 'ended', Total: 1_000, Missing: 0, Finished: expect.stringMatching(/^\d{4}-/) },
  ]);
});

test('more batches than one night can take end with an alert, and every job is followed to its end', async () => {
  const world = await start();
  addUsers(world, 152);
  const simulator = await push(world, { clock: hastyClock(5) }, oneRowPerBatch);
  expect(runs(simulator)).toMatchObject(Array.from({ length: 150 }, () => ({ Status: 'done', Changed: 1 })));
  expect(nights(simulator)).toMatchObject([{ Status: 'stopped', Total: 152 }]);
  expect(alerts(simulator)).toEqual(['The nightly push takes too long']);
  expect(simulator.executions.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
});
