import { valueText } from '../push/attribute.ts';
import { toldWarning, type WarningMark } from '../push/value-warnings.ts';
import type { RowChange, RowResult } from '../schema/types.ts';
import type { PushRowRecord, PushRowState } from '../store/push-rows.ts';

/** What a caller sees of a row's state: `waiting` and `ready` are steps of our own. */
export const ROW_STATUS = {
  waiting: 'pending',
  ready: 'pending',
  changed: 'changed',
  unchanged: 'unchanged',
  failed: 'failed',
  kept: 'kept',
} as const satisfies Record<PushRowState, RowResult['status']>;

/** A warning as one text: within a row a list of objects would be a level deeper than a card can pick from. */
function warningText(mark: WarningMark): string {
  const { code, message } = toldWarning(mark);
  return `${code}: ${message}`;
}

/** A row as answers show it. */
export function shownRow({
  index,
  userName,
  state,
  code,
  message,
  omniUserId,
  truth,
  truthAt,
  warnings,
}: PushRowRecord): RowResult {
  const status = ROW_STATUS[state];
  return {
    index,
    userName,
    status,
    changed: status === 'changed',
    code,
    message,
    omniUserId,
    truth,
    truthAt: truthAt === null ? '' : new Date(truthAt).toISOString(),
    warnings: (warnings ?? []).map(warningText),
  };
}

/** The values of a row that are to be written, or were: readable texts beside the exact lists. */
export function shownRowChanges({ index, userName, changes, truth, warnings }: PushRowRecord): RowChange[] {
  return changes.map(({ reference, before, after }) => ({
    index,
    userName,
    reference,
    before: valueText(before),
    after: valueText(after),
    beforeValues: [...before],
    afterValues: [...after],
    truth,
    warnings: (warnings ?? []).filter((warning) => warning.reference === reference).map(warningText),
  }));
}
