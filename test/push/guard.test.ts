import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coveredLimits, type GuardLimits, guard, lowerLimits, MIN_USERS_FOR_SHARES } from '../../src/push/guard.ts';
import type { RowPlan } from '../../src/push/push-row.ts';
import { summarize } from '../../src/push/summarize.ts';
import { RUNS } from '../support/runs.ts';

const none: GuardLimits = {
  maxChangedUsers: 1e9,
  maxChangedShare: 1,
  maxClearedValues: 1e9,
  maxClearedShare: 1,
  maxWidenedUsers: 1e9,
};
const todo = 'Check the changes, then call approve-job or cancel-job.';

/** A user who is left alone, or of whom some values are set and some cleared. */
function user({ set = 0, cleared = 0 }): RowPlan {
  const place = {
    index: 0,
    userName: 'ana@acme.example',
    omniUserId: 'omni-1',
    truth: 'list',
    coerced: [],
    warnings: [],
  } as const;
  const changes = [
    ...Array.from({ length: set }, () => ({ reference: 'tier', before: [], after: ['gold'] })),
    ...Array.from({ length: cleared }, () => ({ reference: 'tier', before: ['gold'], after: [] })),
  ];
  return changes.length === 0 ? { kind: 'unchanged', ...place } : { kind: 'change', ...place, changes };
}
const users = (count: number, what: { set?: number; cleared?: number } = {}): RowPlan[] =>
  Array.from({ length: count }, () => user(what));
const judge = (plans: RowPlan[], limits: Partial<GuardLimits>) => guard(summarize(plans), { ...none, ...limits });

describe('the guard', () => {
  test('lets a push go that is at its limits', () => {
    const plans = [...users(4, { set: 1, cleared: 1 }), ...users(6)];
    const limits = { ...none, maxChangedUsers: 4, maxChangedShare: 0.4, maxClearedValues: 4, maxClearedShare: 0.4 };
    expect(guard(summarize(plans), limits)).toEqual({ tripped: false, reason: '' });
  });

  test.each([
    [{ maxChangedUsers: 11 }, '12 users would change; the limit is 11.'],
    [{ maxChangedShare: 0.585 }, '12 of 20 users (60 %) would change; the limit is 58.5 %.'],
    [{ maxClearedValues: 9 }, '10 values would be cleared; the limit is 9.'],
    [{ maxClearedShare: 0.2 }, '5 of 20 users (25 %) would lose a value; the limit is 20 %.'],
  ])('stops a push over %j and says why', (limits, sentence) => {
    const plans = [...users(7, { set: 1 }), ...users(5, { cleared: 2 }), ...users(8)];
    expect(judge(plans, limits)).toEqual({ tripped: true, reason: `${sentence} ${todo}` });
  });

  describe('of whoever would see more', () => {
    const widened = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        userName: `u${at}@acme.example`,
        widens: [{ reference: 'region', reason: 'the value takes away the filter' }],
      }));

    test('stops a push that gives more people more, and names the first five with the reason', () => {
      const summary = summarize(users(6, { set: 1 }));
      const limits = { ...none, maxWidenedUsers: 5 };
      expect(guard(summary, limits, widened(5)).tripped).toBe(false);
      expect(guard(summary, limits, widened(6)).reason).toBe(
        `6 users would see more than the rows of their values: ${[0, 1, 2, 3, 4].map((at) => `u${at}@acme.example (region: the value takes away the filter)`).join(', ')} and 1 more; the limit is 5. ${todo}`,
      );
    });

    test('names five people without a word about more, and every reason of one', () => {
      const both = {
        userName: 'ada@acme.example',
        widens: ['region', 'team'].map((reference) => ({ reference, reason: 'all' })),
      };
      const { reason } = guard(summarize(users(5, { set: 1 })), { ...none, maxWidenedUsers: 0 }, [...widened(4), both]);
      expect(reason).toContain(', ada@acme.example (region: all; team: all); the limit is 0.');
    });

    test('lets what was approved go, and no more', () => {
      const summary = summarize(users(2, { set: 1 }));
      const covered = coveredLimits({ ...none, maxWidenedUsers: 0 }, { ...summary, widenedUsers: 1 });
      expect(guard(summary, covered, widened(1)).tripped).toBe(false);
      expect(guard(summary, covered, widened(2)).tripped).toBe(true);
    });
  });

  test('names every limit that is passed', () => {
    expect(judge(users(3, { cleared: 1 }), { maxChangedUsers: 2, maxClearedValues: 0 }).reason).toBe(
      `3 users would change; the limit is 2. 3 values would be cleared; the limit is 0. ${todo}`,
    );
  });

  test('speaks of one user as of one', () => {
    expect(judge(users(1, { cleared: 1 }), { maxChangedUsers: 0, maxClearedValues: 0 }).reason).toBe(
      `1 user would change; the limit is 0. 1 value would be cleared; the limit is 0. ${todo}`,
    );
  });

  test('compares shares only from ten users on', () => {
    const shares = { maxChangedShare: 0.5, maxClearedShare: 0.5 };
    expect(judge(users(MIN_USERS_FOR_SHARES - 1, { cleared: 1 }), shares).tripped).toBe(false);
    expect(judge(users(MIN_USERS_FOR_SHARES, { cleared: 1 }), shares).tripped).toBe(true);
  });

  test('takes the share of the users found, so that failing rows hide nothing', () => {
    const failed: RowPlan = {
      kind: 'failed',
      index: 0,
      userName: 'x@acme.example',
      code: 'USER_NOT_FOUND',
      message: '',
      details: '',
    };
    expect(judge([...users(10, { set: 1 }), ...Array(90).fill(failed)], { maxChangedShare: 0.5 }).tripped).toBe(true);
  });

  const kind = fc.record({ set: fc.nat(2), cleared: fc.nat(2) });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const limits = fc.record({
    maxChangedUsers: fc.nat(20),
    maxChangedShare: share,
    maxClearedValues: fc.nat(20),
    maxClearedShare: share,
    maxWidenedUsers: fc.nat(20),
  });
  const kinds = fc.array(kind, { maxLength: 25 });

  test('never lets a push go because one more user changes or one more value is cleared', () => {
    const more = fc.record({ kinds, limits, extra: kind, at: fc.nat(24) });
    fc.assert(
      fc.property(more, ({ kinds: before, limits: given, extra, at }) => {
        fc.pre(guard(summarize(before.map(user)), given).tripped);
        const raised = before.map((one, index) =>
          index === at ? { set: one.set + extra.set, cleared: one.cleared + extra.cleared } : one,
        );
        const added = [...before, { set: extra.set, cleared: extra.cleared + 1 }];
        expect(guard(summarize(raised.map(user)), given).tripped).toBe(true);
        expect(guard(summarize(added.map(user)), given).tripped).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test('is never looser for a call that asks for limits of its own', () => {
    fc.assert(
      fc.property(kinds, limits, limits, fc.subarray(Object.keys(none)), (all, settings, asked, named) => {
        const perCall: Partial<GuardLimits> = Object.fromEntries(
          Object.entries(asked).filter(([name]) => named.includes(name)),
        );
        const lowered = lowerLimits(settings, perCall);
        for (const name of Object.keys(none) as (keyof GuardLimits)[]) {
          expect(lowered[name]).toBe(Math.min(settings[name], perCall[name] ?? Number.POSITIVE_INFINITY));
        }
        const summary = summarize(all.map(user));
        if (guard(summary, settings).tripped) expect(guard(summary, lowered).tripped).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('an approval', () => {
  const limits = { ...none, maxChangedUsers: 3, maxChangedShare: 0.3, maxClearedValues: 1, maxClearedShare: 0.1 };
  const approved = [...users(4, { set: 1 }), ...users(2, { cleared: 1 }), ...users(6)];
  const isHeld = (plans: RowPlan[]) => guard(summarize(plans), coveredLimits(limits, summarize(approved))).tripped;

  test('covers what the plan came to, and less', () => {
    expect(guard(summarize(approved), limits).tripped).toBe(true);
    expect(isHeld(approved)).toBe(false);
    expect(isHeld([...users(3, { set: 1 }), ...users(2, { cleared: 1 }), ...users(7)])).toBe(false);
  });

  test.each([
    ['more users', [...users(5, { set: 1 }), ...users(2, { cleared: 1 }), ...users(20)]],
    ['a larger share of the users', [...users(4, { set: 1 }), ...users(2, { cleared: 1 }), ...users(5)]],
    ['more values that are cleared', [...users(3, { set: 1 }), ...users(2, { cleared: 2 }), ...users(7)]],
    ['more users who lose a value', [...users(3, { set: 1 }), ...users(3, { cleared: 1 }), ...users(7)]],
  ])('does not cover %s', (_what, plans) => {
    expect(isHeld(plans)).toBe(true);
  });
});
