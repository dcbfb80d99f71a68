import { withCallback } from '../callbacks/callback-request.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { waitForJob } from '../jobs/wait-for-job.ts';
import { fitsIntoCall } from '../pushes/call-estimate.ts';
import { planInCall } from '../pushes/plan-in-call.ts';
import { pushAnswer } from '../pushes/push-answer.ts';
import { pushKind } from '../pushes/push-kind.ts';
import { pushRequest } from '../pushes/push-request.ts';
import type { PushUsersInput, PushUsersOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Left for the answer itself. */
const ANSWER_MS = 2_000;

/** Writes many users' values: in the call when that fits into its time, as a job otherwise. */
export default defineAction<PushUsersInput, PushUsersOutput>({
  name: 'push-users',
  title: 'Push Users',
  description: "Writes many users' values: only those named, only where they differ; as a job when it takes longer.",
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 1,
  throws: ['ROWS_TOO_MANY', 'ROWS_FAILED', 'CALLBACK_NOT_ALLOWED'],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, input) {
    const { mode = 'auto', dryRun = false, failOnError = false } = input;
    const request = pushRequest(input, context.settings, dryRun);
    if (dryRun) return await pushAnswer(context, await planInCall(context, request, pushKind), { dryRun, failOnError });
    const { id } = await withCallback(context, input.callbackUrl, () => acceptJob(context, request));
    const waits = mode === 'wait' || (mode === 'auto' && fitsIntoCall(request, context.settings));
    const until = waits ? context.omni.deadline - ANSWER_MS : 0;
    return await pushAnswer(context, await waitForJob(context, id, until), { dryRun, failOnError });
  },
});
