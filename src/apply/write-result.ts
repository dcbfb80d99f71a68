import type { Widening } from '../models/widenings.ts';
import { valueText } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import type { Coercion } from '../push/intents.ts';
import type { ValueWarning } from '../push/value-warnings.ts';
import type { ChangeOutcome } from './read-back.ts';

/** A change as answers show it: readable texts beside the exact lists, where an empty list is "no value". */
export function shownChange({ reference, before, after }: Change, outcome: ChangeOutcome | 'not-sent') {
  return {
    reference,
    before: valueText(before),
    after: valueText(after),
    beforeValues: [...before],
    afterValues: [...after],
    outcome,
  };
}

/** The answer of every action that writes one user's values. */
export interface WriteResult {
  omniUserId: string;
  userName: string;
  changed: boolean;
  verified: boolean;
  skippedReason: '' | 'duplicate-event' | 'older-event' | 'superseded' | 'no-values';
  message: string;
  changes: ReturnType<typeof shownChange>[];
  coerced: Coercion[];
  /** Of a call that became a row of a job: that job; empty otherwise. */
  jobId: string;
  /** 0 when all is done. */
  pollAfterSeconds: number;
  warnings: ValueWarning[];
  /** Values that give the user more than the rows that bear them; a single call is not held for it. */
  widens: Widening[];
  skipped: { reference: string; reason: 'duplicate-event' | 'older-event' | 'superseded' | 'empty-text' }[];
}

/** The answer of a call that has done nothing yet. */
export const nothingWritten = (userName: string): WriteResult => ({
  omniUserId: '',
  userName,
  changed: false,
  verified: false,
  skippedReason: '',
  message: '',
  changes: [],
  coerced: [],
  warnings: [],
  widens: [],
  jobId: '',
  pollAfterSeconds: 0,
  skipped: [],
});

const some = (count: number): string => (count === 1 ? '1 value' : `${count} values`);
const are = (count: number): string => (count === 1 ? 'was' : 'were');

/** What happened to the changes, in one sentence. */
export function writeMessage(outcomes: readonly ChangeOutcome[]): string {
  if (outcomes.length === 0) return 'Every value was already in place.';
  const count = (wanted: ChangeOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const verified = count('verified');
  if (verified === outcomes.length) return `${some(verified)} ${are(verified)} written and read back.`;
  const unverified = count('unverified');
  const missing = count('not-applied');
  return [
    verified > 0 ? `${some(verified)} ${are(verified)} written and read back` : '',
    unverified > 0 ? `${some(unverified)} ${are(unverified)} accepted by Omni but could not be read back` : '',
    missing > 0 ? `${some(missing)} ${are(missing)} accepted by Omni, which still shows something else` : '',
  ]
    .filter((part) => part !== '')
    .join('; ')
    .concat('.');
}
