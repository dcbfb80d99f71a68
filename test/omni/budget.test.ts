import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RUNS } from '../support/runs.ts';
import { PacedReplicas } from './pacing-set-up.ts';

const LIMIT = 4;

const call = fc.record({
  waitMs: fc.nat(40_000),
  lane: fc.constantFrom('interactive', 'bulk'),
  requests: fc.integer({ min: 1, max: 6 }),
  patienceMs: fc.integer({ min: 1, max: 120_000 }),
  replica: fc.nat(1),
});

test('no key ever sends more than its limit in any 60 s, whoever calls when and through which replica', async () => {
  const calls = fc.array(call, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(calls, fc.integer({ min: 1, max: 3 }), async (plan, keys) => {
      const replicas = new PacedReplicas({ keys, replicas: 2, perMinute: LIMIT });
      const outcomes: Promise<string>[] = [];
      for (const [index, { waitMs, lane, requests, patienceMs, replica }] of plan.entries()) {
        await replicas.clock.advance(waitMs);
        const deadline = lane === 'bulk' ? Number.POSITIVE_INFINITY : replicas.clock.now() + patienceMs;
        outcomes.push(replicas.call(String(index), { lane, requests, deadline }, replicas.pacers[replica]));
      }
      await replicas.clock.runUntil();
      expect(replicas.mostInAMinute).toBeLessThanOrEqual(LIMIT);

      // Nothing is lost on the way: who is done has sent all, and bulk calls are done in the end.
      for (const [index, outcome] of (await Promise.all(outcomes)).entries()) {
        const sent = replicas.order.filter((name) => name === String(index)).length;
        const { lane, requests } = plan[index] ?? {};
        if (lane === 'bulk') expect(outcome).toBe('done');
        if (outcome === 'done') expect(sent).toBe(requests);
      }
    }),
    { numRuns: RUNS },
  );
});
