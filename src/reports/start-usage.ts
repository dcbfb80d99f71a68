import type { UsageOptions } from './report-options.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

/** Begins a report on the use of attributes, with the shared models. */
export async function startUsage({ facts }: ReportWork<UsageOptions>): Promise<StepEnd> {
  return { stage: 'models', place: 'SHARED', facts };
}
