import type { Attribute, AttributeValue } from './attribute.ts';
import type { Change } from './changes.ts';
import { sameValue } from './compare.ts';
import type { RowPlace, Truth } from './push-row.ts';
import { applyRule } from './value-rule.ts';

/** A row of a finished push, with the changes that Omni took or may have taken. */
export interface WrittenRow extends RowPlace {
  readonly omniUserId: string;
  readonly truth: Truth;
  readonly changes: readonly Change[];
}

/** A row of an undo: each change runs backwards, so its `before` is what has to be there and `after` is restored. */
export interface UndoRow extends RowPlace {
  readonly omniUserId: string;
  readonly changes: readonly Change[];
}

/** The rows of an undo. */
export interface Undo {
  readonly rows: readonly UndoRow[];
  /** Rows that cannot be undone, because the values before the push are not known (truth ""). */
  readonly notKnown: readonly WrittenRow[];
}

const backwards = ({ reference, before, after }: Change): Change => ({ reference, before: after, after: before });

/** A default that was shown and was written, because nobody knew whether the user held it, changed nothing to see. */
const isVisible = ({ before, after }: Change): boolean => !sameValue(before, after);

/**
 * What rows of one user take back together: two that ask for the same reference have written it once, or one after the
 * other, and then the first of them knows what was there before.
 */
function undoUser(rows: readonly WrittenRow[]): UndoRow[] {
  const [first] = rows;
  if (!first) return [];
  const { index, userName, omniUserId } = first;
  const changes = new Map<string, Change>();
  for (const change of rows.flatMap((row) => row.changes)) {
    const { before } = changes.get(change.reference) ?? change;
    changes.set(change.reference, { ...change, before });
  }
  return [{ index, userName, omniUserId, changes: [...changes.values()].filter(isVisible).map(backwards) }];
}

/**
 * What takes a push back, a row for each user, of rows in the order in which they were written. Where Omni showed an
 * attribute's default before, that default is restored as a value.
 */
export function undoRows(written: readonly WrittenRow[]): Undo {
  const known = written.filter(({ truth }) => truth !== '');
  const rows = [...Map.groupBy(known, ({ omniUserId }) => omniUserId).values()].flatMap(undoUser);
  return {
    rows: rows.filter(({ changes }) => changes.length > 0),
    notKnown: written.filter(({ truth }) => truth === ''),
  };
}

/**
 * What an undo may restore: values as they were stored, in the form that the policy has for them by now.
 *
 * @throws ConnectorError VALUE_NOT_ALLOWED for one that the policy no longer allows
 */
export const restorable = (
  input: Readonly<Record<string, unknown>>,
  attributes: ReadonlyMap<string, Attribute>,
): ReadonlyMap<string, AttributeValue> =>
  new Map(
    Object.entries(input).map(([reference, stored]) => {
      const rule = attributes.get(reference)?.rule;
      const value = stored as AttributeValue;
      return [reference, rule ? applyRule(reference, rule, value) : value];
    }),
  );

/**
 * What a user holds of their own, where a look alone cannot tell: a default that is shown is what the job has left, who
 * wrote just that or cleared the value, as long as its write is the newest one.
 *
 * @param shown what Omni shows; empty where it shows nothing
 * @param own what is known to be the user's own (`ownValue`)
 */
export function leftByJob(
  { before: left }: Change,
  { shown, own }: { readonly shown: AttributeValue; readonly own: AttributeValue | undefined },
  isNewest: boolean,
): AttributeValue | undefined {
  const isJobs = isNewest && shown.length > 0 && (left.length === 0 || sameValue(left, shown));
  return own ?? (isJobs ? left : undefined);
}

/**
 * What to do about one change of an undo: restore it, leave it because somebody changed the value since (or nobody can
 * tell), or nothing because it is restored already.
 *
 * @param present the value that the user holds now of their own (`leftByJob`); undefined when that cannot be told
 */
export function decideUndo(undo: Change, present: AttributeValue | undefined): 'restore' | 'leave' | 'already' {
  if (present === undefined) return 'leave';
  if (sameValue(present, undo.after)) return 'already';
  return sameValue(present, undo.before) ? 'restore' : 'leave';
}
