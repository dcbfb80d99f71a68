import { isDeepStrictEqual } from 'node:util';
import type { PlanPushOutput } from '../../schema/types.ts';
import { DRIFT, type PushFacts } from './demo-push.ts';
import { type ClaimedValue, differingUsers, type HeldValues, withValues } from './held-values.ts';
import type { Promised } from './promises.ts';

const claims = ({ changes }: PlanPushOutput, side: 'beforeValues' | 'afterValues'): ClaimedValue[] =>
  changes.map((change) => ({ userName: change.userName, reference: change.reference, values: change[side] }));

const key = ({ userName, reference }: ClaimedValue): string => `${userName.toLowerCase()} ${reference}`;
const held = (values: readonly ClaimedValue[]) =>
  Object.fromEntries(values.map((one) => [key(one), [...one.values].sort()]));

const users = (wanted: HeldValues, found: HeldValues): string => {
  const different = differingUsers(wanted, found);
  return different.length === 0 ? `${found.size} users compared` : `different: ${different.join(', ')}`;
};

/** How many rows of the next export end how. */
export interface ExpectedPush {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** What is promised of plans, jobs and undo, checked in the local Omni itself. */
export function pushPromises(facts: PushFacts, expected: ExpectedPush): Promised[] {
  const { before, plan, job, pushed, again, drifted, undo, undoRows, undone } = facts;
  const applied = withValues(before, claims(plan, 'afterValues'));
  const byHand = new Set(DRIFT.map(key));
  // Who was changed by hand since the push keeps that.
  const restored = withValues(before, DRIFT);
  const left = undoRows.filter(({ code }) => code === 'UNDO_CHANGED_SINCE').map(({ userName }) => userName);
  const pushedByHand = claims(plan, 'afterValues').filter((one) => byHand.has(key(one)));
  return [
    {
      promise: 'A plan says what each row of the next export comes to.',
      kept: isDeepStrictEqual([plan.changedCount, plan.unchangedCount, plan.failedCount], Object.values(expected)),
      found: `${plan.changedCount} to write, ${plan.unchangedCount} in place, ${plan.failedCount} refused`,
    },
    {
      promise: 'Its job writes exactly what the plan showed.',
      kept:
        job.status === 'done' && job.changedCount === plan.changedCount && differingUsers(applied, pushed).length === 0,
      found: `${job.changedCount} written; ${users(applied, pushed)}`,
    },
    {
      promise: 'The plan after it is empty.',
      kept: again.changedCount === 0,
      found: `${again.changedCount} to write`,
    },
    {
      promise: 'What was changed by hand is found, and nothing else.',
      kept: isDeepStrictEqual(held(claims(drifted, 'beforeValues')), held(DRIFT)),
      found: `${drifted.changes.length} values differ, ${DRIFT.length} were changed`,
    },
    {
      promise: 'Undo restores what was there before, and leaves what somebody changed since.',
      kept:
        undo.status === 'done' &&
        differingUsers(restored, undone).length === 0 &&
        isDeepStrictEqual(
          left.map((name) => name.toLowerCase()),
          pushedByHand.map(({ userName }) => userName.toLowerCase()),
        ),
      found: `${undo.changedCount} restored, ${left.length} left; ${users(restored, undone)}`,
    },
  ];
}
