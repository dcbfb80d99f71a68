import { sourcedAttributes } from '../../policy/sourced-attributes.ts';
import type { ListJobResultsOutput, RowChange, SyncFromOktaOutput } from '../../schema/types.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import { planAgain } from '../push/plan-again.ts';
import type { FollowedPolicy } from './open-policy.ts';

/** What a sync by a policy would write, kept by the connector so that just this can be applied. */
export interface ValuePlan {
  readonly answer: SyncFromOktaOutput;
  readonly changes: readonly RowChange[];
}

/** The values that a plan would write. */
async function listChanges(call: CallAction, jobId: string): Promise<RowChange[]> {
  const changes: RowChange[] = [];
  for (let cursor = ''; ; ) {
    const input = { jobId, status: 'pending', cursor };
    const page = await demand<ListJobResultsOutput>(call, 'list-job-results', input);
    changes.push(...page.changes);
    if (page.nextCursor === '') return changes;
    cursor = page.nextCursor;
  }
}

/** Plans a sync by a policy. @returns undefined for one that gives no values */
export async function planValues(
  call: CallAction,
  { text, reading }: FollowedPolicy,
  tell: (line: string) => void,
): Promise<ValuePlan | undefined> {
  if (sourcedAttributes(reading.policy.attributes).length === 0) return undefined;
  const input = { dryRun: true, policy: text };
  const answer = await planAgain<SyncFromOktaOutput>(call, 'sync-from-okta', input, tell);
  return { answer, changes: await listChanges(call, answer.planId) };
}

const written = ({ changes }: ValuePlan): string =>
  changes
    .map(({ userName, reference, afterValues }) => JSON.stringify([userName, reference, [...afterValues].sort()]))
    .sort()
    .join('\n');

/** Whether two plans write the same values of the same people, whatever those are shown to hold before. */
export const writesSame = (one: ValuePlan, other: ValuePlan): boolean => written(one) === written(other);
