import type { SetUserValuesOutput } from '../../schema/types.ts';
import type { Called } from '../push/call-action.ts';
import type { SampleUser } from './sample-users.ts';

/** What became of one row. */
export interface RowResult {
  readonly row: SampleUser;
  readonly answer: Called<SetUserValuesOutput>;
}

/** The outcome of a row in one word: whether anything changed, or the code of the refusal. */
export function outcomeOf({ answer }: RowResult): string {
  if ('error' in answer) return answer.error.code;
  return answer.output.changed ? 'changed' : 'unchanged';
}

/** How many rows had each outcome. */
export function countOutcomes(results: readonly RowResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) counts[outcomeOf(result)] = (counts[outcomeOf(result)] ?? 0) + 1;
  return counts;
}
