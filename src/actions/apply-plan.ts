import { defineAction } from '../action.ts';
import { ConnectorError } from '../errors.ts';
import { checkPlan } from '../jobs/check-plan.ts';
import type { ApplyPlanInput, ApplyPlanOutput } from '../schema/types.ts';
import { movePush } from '../store/move-push.ts';
import { readPush } from '../store/read-push.ts';

/** Applies exactly what was reviewed, or nothing. */
export default defineAction<ApplyPlanInput, ApplyPlanOutput>({
  name: 'apply-plan',
  title: 'Apply Plan',
  description: 'Applies a plan of plan-push as a job; refuses when what was reviewed is no longer so.',
  group: 'Pushes',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 13,
  throws: ['PLAN_NOT_FOUND', 'PLAN_STALE'],
  example: {
    input: {
      planId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6',
      planHash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    },
    output: { jobId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6', status: 'queued' },
  },
  accepted: () => true,
  async run(context, { planId, planHash }) {
    const { database, pushes, resumed, clock } = context;
    const push = await readPush(database, planId);
    if (!push) throw new ConnectorError('PLAN_NOT_FOUND', { planId });
    // A run of the same Idempotency-Key that was cut off may have applied it.
    if (push.status !== 'planned' && resumed && push.planHash === planHash)
      return { jobId: push.id, status: push.status };
    const isKept = push.status === 'planned' && (push.expiresAt ?? 0) > clock.now();
    if (!isKept) throw new ConnectorError('PLAN_NOT_FOUND', { planId });
    if (push.planHash !== planHash)
      throw new ConnectorError('PLAN_STALE', { problem: 'planHash is not that of the plan' });
    await checkPlan(context, push);
    if (!(await movePush(database, push.id, 'apply'))) throw new ConnectorError('PLAN_NOT_FOUND', { planId });
    pushes.wake();
    return { jobId: push.id, status: 'queued' };
  },
});
