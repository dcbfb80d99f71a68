import { setTimeout as pause } from 'node:timers/promises';
import type { PlanPushInput, PlanPushOutput } from '../../schema/types.ts';
import { ActionRefused, type CallAction } from './call-action.ts';

/** What goes with the rows. */
export type PlanOptions = Omit<PlanPushInput, 'rows'>;

/**
 * Plans a push of these rows. What does not fit into one call is gone on with by the next.
 *
 * @param tell hears how far the planning is
 */
export async function planRows(
  call: CallAction,
  rows: PlanPushInput['rows'],
  options: PlanOptions,
  tell: (line: string) => void,
): Promise<PlanPushOutput> {
  const input: PlanPushInput = { ...options, rows };
  for (;;) {
    const called = await call<PlanPushOutput>('plan-push', input);
    if ('output' in called) return called.output;
    if (called.error.code !== 'OMNI_TOO_SLOW') throw new ActionRefused(called.error);
    tell(called.error.message);
    await pause(called.error.retryAfterSeconds * 1_000);
  }
}
