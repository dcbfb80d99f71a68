import type { WriteResult } from '../../../src/apply/write-result.ts';
import type { Told } from '../model.ts';

/** Errors that say that nothing was written. */
export const REFUSALS: readonly string[] = ['USER_BUSY', 'OMNI_REFUSED', 'OMNI_RATE_LIMITED', 'OMNI_UNREACHABLE'];

/** What the answer of a call for a single user says of one of its values. */
export function toldByCall(
  { skipped, skippedReason, changes }: Pick<WriteResult, 'skipped' | 'skippedReason' | 'changes'>,
  reference: string,
): Told {
  const reason = skipped.find((one) => one.reference === reference)?.reason;
  if (reason === 'duplicate-event' || skippedReason === 'duplicate-event') return 'duplicate';
  if (reason) return 'superseded';
  return (changes.find((one) => one.reference === reference)?.outcome as Told) ?? 'in-place';
}
