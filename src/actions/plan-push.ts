import { planAnswer } from '../pushes/plan-answer.ts';
import { planInCall } from '../pushes/plan-in-call.ts';
import { pushKind } from '../pushes/push-kind.ts';
import { pushRequest } from '../pushes/push-request.ts';
import type { PlanPushInput, PlanPushOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Shows what a push would change, and keeps it for 24 hours so that exactly this can be applied. */
export default defineAction<PlanPushInput, PlanPushOutput>({
  name: 'plan-push',
  title: 'Plan Push',
  description: 'Shows what a push would change, with its cost, and keeps the plan for apply-plan; nothing is written.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 10,
  throws: ['ROWS_TOO_MANY'],
  example: {
    input: { rows: [{ userName: 'analyst.one@acme.example', values: { seat_count: 25 } }] },
    output: {
      planId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6',
      planHash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      total: 1,
      changedCount: 1,
      unchangedCount: 0,
      failedCount: 0,
      clearedCount: 0,
      omniRequests: 2,
      estimatedSeconds: 3,
      changes: [
        {
          index: 0,
          userName: 'analyst.one@acme.example',
          reference: 'seat_count',
          before: '12',
          after: '25',
          beforeValues: ['12'],
          afterValues: ['25'],
          truth: 'read',
        },
      ],
      guard: { tripped: false, reason: '' },
    },
  },
  run: async (context, input) =>
    planAnswer(context, await planInCall(context, pushRequest(input, context.settings, true), pushKind)),
});
