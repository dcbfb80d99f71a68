import type { AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/diff.ts';

/** `waiting` for its plan, `ready` to be written, or one of the three outcomes. */
export type PushRowState = 'waiting' | 'ready' | PushRowOutcome;
export type PushRowOutcome = 'changed' | 'unchanged' | 'failed';

/** How it was known what the user held: a page of the list, an earlier verified write, or a read in this push. */
export type Truth = 'list' | 'remembered' | 'read';

/** One user of a push. */
export interface PushRowRecord {
  /** The place in the caller's list. */
  readonly index: number;
  readonly userName: string;
  /** What was asked, as it was sent. */
  readonly input: Readonly<Record<string, unknown>>;
  /** By reference, what the user must still hold for the row to be written, as an undo demands; null: anything. */
  readonly expected: Readonly<Record<string, AttributeValue>> | null;
  readonly state: PushRowState;
  /** A code of the error registry, or empty. */
  readonly code: string;
  readonly message: string;
  readonly omniUserId: string;
  readonly changes: readonly Change[];
  readonly truth: Truth | '';
  /** The row of the same user whose outcome counts for this one. */
  readonly mergedInto: number | null;
  /** Writes that failed and may be repeated. */
  readonly tries: number;
  /** A row for somebody whom Okta no longer assigns to the Omni app. */
  readonly leftover: boolean;
}

/** The columns of a `PushRowRecord`. */
export const PUSH_ROW_COLUMNS = `
  index, user_name AS "userName", input, expected, state, code, message, omni_user_id AS "omniUserId", changes, truth,
  merged_into AS "mergedInto", tries, leftover`;
