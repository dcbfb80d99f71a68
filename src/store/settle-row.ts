import type { Change } from '../push/diff.ts';
import type { Queries } from './database.ts';
import type { PushRowOutcome } from './push-row-record.ts';

export interface SettledRow {
  readonly pushId: string;
  readonly index: number;
  readonly state: PushRowOutcome;
  readonly code?: string;
  readonly message?: string;
  /** What was written, where that differs from the plan; left out, the plan's changes stay. */
  readonly changes?: readonly Change[];
}

const SETTLE = `
  WITH settled AS (
    UPDATE connector.push_rows
    SET state = $3, code = $4, message = $5, changes = coalesce($6::json, changes)
    WHERE push_id = $1 AND index = $2 AND state IN ('waiting', 'ready') RETURNING state AS outcome
  )
  UPDATE connector.pushes
  SET changed_count = changed_count + (outcome = 'changed')::int,
      unchanged_count = unchanged_count + (outcome = 'unchanged')::int,
      failed_count = failed_count + (outcome = 'failed')::int
  FROM settled WHERE id = $1 RETURNING id`;

/**
 * Gives one row its outcome and counts it; in the transaction that closes the write's intent and appends its audit
 * entries. False: the row has an outcome already, so the transaction should be given up.
 */
export async function settleRow(queries: Queries, row: SettledRow): Promise<boolean> {
  const { pushId, index, state, code = '', message = '', changes } = row;
  const counted = await queries.query(SETTLE, [
    pushId,
    index,
    state,
    code,
    message,
    changes ? JSON.stringify(changes) : null,
  ]);
  return counted.length > 0;
}
