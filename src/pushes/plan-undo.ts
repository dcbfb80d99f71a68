import { ConnectorError } from '../errors/connector-error.ts';
import type { AttributeValue } from '../push/attribute.ts';
import { failedRow } from '../push/push-row.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import type { Planner } from './plan-rows.ts';

/** The change of an undo: from what its push has left to what was there before. Both are kept as they were stored. */
function undoChanges({ input, expected }: PushRowRecord) {
  return Object.entries(input).map(([reference, after]) => ({
    reference,
    before: expected?.[reference] ?? [],
    after: after as AttributeValue,
  }));
}

/** Plans an undo: every row is to be written, and each is looked at again right before. */
export const undoPlanner: Planner = {
  merge: () => undefined,
  plan(row, user, { attributes }) {
    const { index, userName } = row;
    if (user instanceof ConnectorError) return failedRow(row, user);
    if (!user?.active) return failedRow(row, new ConnectorError('USER_NOT_FOUND', { userName }));
    if (!row.expected) return failedRow(row, new ConnectorError('UNDO_BEFORE_UNKNOWN', { userName }));
    const gone = Object.keys(row.input).find((reference) => !attributes.has(reference));
    if (gone !== undefined) return failedRow(row, new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference: gone }));
    // Each is read right before its write.
    const changes = undoChanges(row);
    return {
      kind: 'change',
      index,
      userName,
      omniUserId: user.id,
      truth: 'read',
      coerced: [],
      warnings: [],
      changes,
    };
  },
};
