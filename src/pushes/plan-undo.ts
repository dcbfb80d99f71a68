import { ConnectorError } from '../errors/connector-error.ts';
import { failedRow, type RowPlan } from '../push/push-row.ts';
import { restorable } from '../push/undo.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import type { Planner, Planning } from './plan-rows.ts';

/**
 * The change of an undo: from what its push has left to what was there before. @throws ConnectorError VALUE_NOT_ALLOWED
 */
function undoChanges({ input, expected }: PushRowRecord, attributes: Planning['attributes']) {
  return [...restorable(input, attributes)].map(([reference, after]) => ({
    reference,
    before: expected?.[reference] ?? [],
    after,
  }));
}

/** A row of an undo that can be written; each of its values is read right before. */
function plannedUndo(row: PushRowRecord, omniUserId: string, attributes: Planning['attributes']): RowPlan {
  const { index, userName } = row;
  try {
    const changes = undoChanges(row, attributes);
    return { kind: 'change', index, userName, omniUserId, truth: 'read', coerced: [], warnings: [], changes };
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return failedRow(row, thrown);
    throw thrown;
  }
}

/** Plans an undo: every row is to be written, and each is looked at again right before. */
export const undoPlanner: Planner = {
  merge: () => undefined,
  plan(row, user, { attributes }) {
    const { userName } = row;
    if (user instanceof ConnectorError) return failedRow(row, user);
    if (!user?.active) return failedRow(row, new ConnectorError('USER_NOT_FOUND', { userName }));
    if (!row.expected) return failedRow(row, new ConnectorError('UNDO_BEFORE_UNKNOWN', { userName }));
    const gone = Object.keys(row.input).find((reference) => !attributes.has(reference));
    if (gone !== undefined) return failedRow(row, new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference: gone }));
    return plannedUndo(row, user.id, attributes);
  },
};
