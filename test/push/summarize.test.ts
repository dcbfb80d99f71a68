import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { summarize } from '../../src/push/summarize.ts';
import { RUNS } from '../support/runs.ts';
import { planAll, worldAndRows } from './push-world.ts';

const place = { index: 0, userName: 'ana@acme.example' };
const found = { ...place, omniUserId: 'omni-1', truth: 'read', coerced: [], warnings: [] } as const;

test('a plan is counted by rows, by values and by users who lose one', () => {
  expect(
    summarize([
      {
        ...found,
        kind: 'change',
        changes: [
          { reference: 'sales_area', before: ['emea'], after: [] },
          { reference: 'seat_count', before: ['1'], after: [] },
          { reference: 'tier', before: [], after: ['gold'] },
        ],
      },
      { ...found, kind: 'change', changes: [{ reference: 'tier', before: ['free'], after: ['gold'] }] },
      { ...found, kind: 'unchanged' },
      { ...place, kind: 'failed', code: 'USER_NOT_FOUND', message: '', details: '' },
      { ...place, kind: 'merged', into: 0 },
      { ...place, kind: 'unknown', omniUserId: 'omni-1' },
    ]),
  ).toEqual({
    total: 6,
    changed: 2,
    unchanged: 1,
    failed: 1,
    merged: 1,
    unknown: 1,
    changedValues: 4,
    clearedValues: 2,
    usersLosingValue: 1,
  });
});

test('a plan counted page by page comes to the same', () => {
  fc.assert(
    fc.property(worldAndRows, fc.nat(6), ({ world, rows }, cut) => {
      const plans = planAll(world, rows);
      const summary = summarize(plans);
      expect(summarize(plans.slice(cut), summarize(plans.slice(0, cut)))).toEqual(summary);
      const { total, changed, unchanged, failed, merged, unknown } = summary;
      expect(changed + unchanged + failed + merged + unknown).toBe(total);
    }),
    { numRuns: RUNS },
  );
});
