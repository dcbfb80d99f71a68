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
  run: async (context, input) =>
    planAnswer(context, await planInCall(context, pushRequest(input, context.settings, true), pushKind)),
});
