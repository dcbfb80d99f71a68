import type {
  ApplyPlanOutput,
  CreateAttributeInput,
  Job,
  RowResult as JobRow,
  PlanPushOutput,
  UndoJobOutput,
} from '../../schema/types.ts';
import { doubtUserValues } from '../../store/user-values.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import { followJob } from '../push/follow-job.ts';
import { listResults } from '../push/job-results.ts';
import { planRows } from '../push/plan-rows.ts';
import { preview } from '../push/preview.ts';
import { type ClaimedValue, type HeldValues, heldValues } from './held-values.ts';
import { readSampleUsers } from './sample-users.ts';
import type { Sandbox } from './start-sandbox.ts';

/** Somebody changes these by hand: one that the push has written, and one that it has found in place. */
export const DRIFT: readonly ClaimedValue[] = [
  { userName: 'buyer.01@acme.example', reference: 'blob_entity', values: ['north'] },
  { userName: 'analyst.02@acme.example', reference: 'blob_entity', values: ['south'] },
];

/** What the second half of the demo has found. */
export interface PushFacts {
  readonly before: HeldValues;
  readonly plan: PlanPushOutput;
  readonly job: Job;
  readonly pushed: HeldValues;
  readonly again: PlanPushOutput;
  readonly drifted: PlanPushOutput;
  readonly undo: Job;
  readonly undoRows: readonly JobRow[];
  readonly undone: HeldValues;
}

/** Changes values behind the connector's back, and lets it forget what it remembers of these users. */
async function drift({ omni, database }: Sandbox): Promise<void> {
  for (const { userName, reference, values } of DRIFT) {
    omni.setValue(userName, reference, values[0] ?? null);
    await doubtUserValues(database, omni.findUser(userName)?.id ?? '');
  }
}

/** Plans and pushes the next export as a job, plans again before and after a drift, and undoes the job. */
export async function demoPush(
  sandbox: Sandbox,
  call: CallAction,
  attributes: readonly CreateAttributeInput[],
  say: (text: string) => unknown,
): Promise<PushFacts> {
  const before = heldValues(sandbox.omni);
  const users = await readSampleUsers('users-next.csv', attributes);
  const rows = users.map(({ userName, values }) => ({ userName, values }));
  const planNow = () => planRows(call, rows, { emptyText: 'ignore', verify: 'all' }, say);

  say(`\n4. The next export, samples/users-next.csv: what pushing its ${rows.length} rows would change`);
  const plan = await planNow();
  say(preview(plan));

  say('\n5. That plan, applied as a job');
  const { planId, planHash } = plan;
  const { jobId } = await demand<ApplyPlanOutput>(call, 'apply-plan', { planId, planHash });
  const job = await followJob(call, jobId, { bar: process.stdout });
  const pushed = heldValues(sandbox.omni);
  const again = await planNow();
  say(`${job.message} Planned again, ${again.changedCount} would change.`);

  say('\n6. Two values changed by hand in Omni, and the same plan a day later, when what is remembered is read anew');
  await drift(sandbox);
  const drifted = await planNow();
  say(preview(drifted));

  say('\n7. The job undone; what was changed by hand since stays');
  const { jobId: undoId } = await demand<UndoJobOutput>(call, 'undo-job', { jobId });
  const undo = await followJob(call, undoId, { bar: process.stdout });
  const undoRows = await listResults(call, undoId);
  say(undo.message);
  for (const { message } of undoRows.filter(({ status }) => status === 'failed')) say(`  ${message}`);
  return { before, plan, job, pushed, again, drifted, undo, undoRows, undone: heldValues(sandbox.omni) };
}
