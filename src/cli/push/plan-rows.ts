import type { PlanPushInput, PlanPushOutput } from '../../schema/types.ts';
import type { CallAction } from './call-action.ts';
import { planAgain } from './plan-again.ts';

/** What goes with the rows. */
export type PlanOptions = Omit<PlanPushInput, 'rows'>;

/**
 * Plans a push of these rows.
 *
 * @param tell hears how far the planning is
 */
export const planRows = (
  call: CallAction,
  rows: PlanPushInput['rows'],
  options: PlanOptions,
  tell: (line: string) => void,
): Promise<PlanPushOutput> => planAgain<PlanPushOutput>(call, 'plan-push', { ...options, rows }, tell);
