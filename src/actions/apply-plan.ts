import { withCallback } from '../callbacks/callback-request.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { moveByDecision } from '../jobs/audit-decision.ts';
import { readSeenJob } from '../jobs/find-job.ts';
import { noteJob } from '../jobs/note-job.ts';
import { checkPlan } from '../pushes/check-plan.ts';
import { readPushOptions } from '../pushes/push-options.ts';
import type { ApplyPlanInput, ApplyPlanOutput } from '../schema/types.ts';
import type { JobRecord } from '../store/jobs.ts';
import { type ActionContext, defineAction } from './action.ts';

/** The job of a plan that was applied: a card may repeat its call, and a plan is applied once. */
function appliedJob(push: JobRecord | undefined, planHash: string) {
  const isApplied =
    push && push.status !== 'planned' && readPushOptions(push.options).reviewed && push.planHash === planHash;
  return isApplied ? { id: push.id, status: push.status } : undefined;
}

/** @throws ConnectorError PLAN_NOT_FOUND, PLAN_STALE */
async function accept(context: ActionContext, push: JobRecord, planHash: string) {
  const { worker, clock } = context;
  const isKept = push.status === 'planned' && (push.expiresAt ?? 0) > clock.now();
  if (!isKept) throw new ConnectorError('PLAN_NOT_FOUND', { planId: push.id });
  if (push.planHash !== planHash) {
    throw new ConnectorError('PLAN_STALE', { problem: 'planHash is not that of the plan' });
  }
  await checkPlan(context, push);
  if (!(await moveByDecision(context, push.id, 'apply')))
    throw new ConnectorError('PLAN_NOT_FOUND', { planId: push.id });
  noteJob(context, push, 'a job was accepted');
  worker.wake();
  return { id: push.id, status: 'queued' as const };
}

async function applyPlan(context: ActionContext, { planId, planHash }: ApplyPlanInput) {
  const push = await readSeenJob(context, planId);
  if (!push) throw new ConnectorError('PLAN_NOT_FOUND', { planId });
  const job = appliedJob(push, planHash);
  if (job) return job;
  try {
    return await accept(context, push, planHash);
  } catch (thrown) {
    // Of two calls at once the other one may have applied it, and changed what this one compared with.
    const applied = appliedJob(await readSeenJob(context, planId), planHash);
    if (applied) return applied;
    throw thrown;
  }
}

/** Applies exactly what was reviewed, or nothing. */
export default defineAction<ApplyPlanInput, ApplyPlanOutput>({
  name: 'apply-plan',
  title: 'Apply Plan',
  description: 'Applies a plan of plan-push as a job; refuses when what was reviewed is no longer so.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 13,
  throws: ['PLAN_NOT_FOUND', 'PLAN_STALE', 'CALLBACK_NOT_ALLOWED'],
  accepted: () => true,
  async run(context, input) {
    const { id, status } = await withCallback(context, input.callbackUrl, () => applyPlan(context, input));
    return { jobId: id, status };
  },
});
