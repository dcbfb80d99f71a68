import { expect, test } from '@jest/globals';
import { seededRandom } from '../support/seeded-random.ts';
import { PacedReplicas } from './pacing-set-up.ts';

const call = (deadline: number) => ({ lane: 'interactive', requests: 3, deadline }) as const;

test('a single call takes three round trips where the budget is idle', async () => {
  const replicas = new PacedReplicas({ answerMs: 100 });
  void replicas.call('card', call(25_000));
  await replicas.clock.runUntil();
  expect(replicas.log.at(-1)).toBe('300 END card');
  // Nobody sleeps any more for the end of its patience.
  expect(replicas.clock.now()).toBe(300);
});

test('so does what Okta has told of, which goes before a job and after a single call', async () => {
  const replicas = new PacedReplicas({ answerMs: 100 });
  void replicas.call('event', { lane: 'event', requests: 3 });
  await replicas.clock.runUntil();
  expect(replicas.log.at(-1)).toBe('300 END event');
  await replicas.slowDown(2_000);
  void replicas.call('row');
  void replicas.call('event');
  void replicas.call('event', { lane: 'event' });
  void replicas.call('card', { ...call(60_000), requests: 1 });
  await replicas.clock.runUntil();
  expect(replicas.order.slice(3)).toEqual(['card', 'event', 'row', 'event']);
});

test('what left early is paid back by the job that follows', async () => {
  const replicas = new PacedReplicas({ answerMs: 100 });
  void replicas.call('card', call(25_000));
  void replicas.call('job', { requests: 60 });
  await replicas.clock.runUntil(60_000);
  expect(replicas.mostInAMinute).toBe(59);
});

test('beside a full job there is no room, and a call overtakes its rows', async () => {
  const replicas = new PacedReplicas({ answerMs: 100, replicas: 2 });
  for (const pacer of replicas.pacers) void replicas.call('job', { requests: 300 }, pacer);
  const calls = replicas.callAtRandom(seededRandom(5), { minutes: 5, aMinute: 4 });
  await replicas.clock.runUntil(320_000);
  expect(Math.max(...(await calls))).toBeLessThan(6_000);
  expect(replicas.mostInAMinute).toBeLessThanOrEqual(60);
});
