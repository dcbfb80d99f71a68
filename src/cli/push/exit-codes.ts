import type { Job, PlanPushOutput } from '../../schema/types.ts';

/** How the commands end. */
export const EXIT = { ok: 0, failure: 1, someRowsFailed: 2, needsApproval: 3, interrupted: 130 } as const;

/** The exit code that tells how a job stands. */
export function exitCodeOf({ status, failedCount }: Pick<Job, 'status' | 'failedCount'>): number {
  if (status === 'needs-approval') return EXIT.needsApproval;
  if (status !== 'done') return EXIT.failure;
  return failedCount > 0 ? EXIT.someRowsFailed : EXIT.ok;
}

/** The exit code that tells what a plan comes to. */
export function exitCodeOfPlan({ guard, failedCount }: PlanPushOutput): number {
  if (guard.tripped) return EXIT.needsApproval;
  return failedCount > 0 ? EXIT.someRowsFailed : EXIT.ok;
}
