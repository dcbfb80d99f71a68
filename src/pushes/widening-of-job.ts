import { byReference } from '../push/changes.ts';
import type { Services } from '../services.ts';
import { plannedChanges } from './stored-plan.ts';
import { type PlanWidening, planWidening } from './widened-users.ts';

const READ_MS = 10_000;

/**
 * Whom the plan of a job that is held would give more than the rows of their values: all of them, not the first few.
 */
export async function wideningOfJob({ database, instance, clock }: Services, jobId: string): Promise<PlanWidening> {
  const call = { lane: 'interactive', deadline: clock.now() + READ_MS, expected: 1 } as const;
  const attributes = await instance.withSession(call, (omni) => omni.listAttributes());
  return await planWidening(database, await plannedChanges(database, jobId), byReference(attributes));
}
