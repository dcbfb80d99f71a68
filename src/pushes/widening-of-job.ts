import { byReference } from '../push/changes.ts';
import type { Services } from '../services.ts';
import { plannedChanges } from './stored-plan.ts';
import { type PlanWidening, planWidening } from './widened-users.ts';

const READ_MS = 10_000;
/** More rows would hold up everybody for one page; the job itself has judged them all. */
const MOST_ROWS = 50_000;
const TOO_MANY: PlanWidening = {
  users: [],
  note: 'The job has too many rows to list them here; the reason for which it waits names the first of them.',
};

/**
 * Whom the plan of a job that is held would give more than the rows of their values: all of them, not the first few.
 */
export async function wideningOfJob(
  { database, instance, clock }: Services,
  { jobId, total }: { readonly jobId: string; readonly total: number },
): Promise<PlanWidening> {
  if (total > MOST_ROWS) return TOO_MANY;
  const call = { lane: 'interactive', deadline: clock.now() + READ_MS, expected: 1 } as const;
  const attributes = await instance.withSession(call, (omni) => omni.listAttributes());
  return await planWidening(database, await plannedChanges(database, jobId), byReference(attributes));
}
