import type {
  CancelJobOutput,
  CreateAttributeInput,
  PlanPushOutput,
  PreviewAccessOutput,
  PushUsersOutput,
  ReportUsageOutput,
} from '../../schema/types.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import { guardedTable, previewTable, usageTable } from './demo-access-tables.ts';
import { type HeldValues, heldValues } from './held-values.ts';
import type { Sandbox } from './start-sandbox.ts';

const USER = 'planner.01@acme.example';
/** The topic of the sample models whose filter on regions this takes away. */
const WIDE = { sales_region: 'all_regions' };
/** And what a contractor is not shown. */
const OTHERWISE = { ...WIDE, is_contractor: 'true' };

/** What the part of the demo with the models has found. */
export interface AccessFacts {
  readonly attributes: readonly CreateAttributeInput[];
  readonly usage: ReportUsageOutput;
  readonly preview: PreviewAccessOutput;
  readonly plan: PlanPushOutput;
  readonly push: PushUsersOutput;
  readonly canceled: CancelJobOutput;
  readonly before: HeldValues;
  readonly after: HeldValues;
}

/** Reads the models, previews what a value opens, and pushes it: that waits, and is canceled. */
export async function demoAccess(
  { omni }: Sandbox,
  call: CallAction,
  attributes: readonly CreateAttributeInput[],
  say: (text: string) => unknown,
): Promise<AccessFacts> {
  say('\n15. samples/models, the models of the local Omni: where they use each attribute, and what to look at');
  const usage = await demand<ReportUsageOutput>(call, 'report-usage', {});
  say(usageTable(usage));

  const before = heldValues(omni);
  say(`\n16. What ${USER} would see with ${JSON.stringify(OTHERWISE)}, before anything is written`);
  const preview = await demand<PreviewAccessOutput>(call, 'preview-access', { userName: USER, values: OTHERWISE });
  say(previewTable(preview));
  say(guardedTable(preview));

  say(`\n17. ${JSON.stringify(WIDE)} pushed to ${USER}: it opens every region, so the push waits; it is canceled`);
  const rows = [{ userName: USER, values: WIDE }];
  const plan = await demand<PlanPushOutput>(call, 'plan-push', { rows });
  const push = await demand<PushUsersOutput>(call, 'push-users', { rows });
  say(push.message);
  const canceled = await demand<CancelJobOutput>(call, 'cancel-job', { jobId: push.jobId });
  return { attributes, usage, preview, plan, push, canceled, before, after: heldValues(omni) };
}
