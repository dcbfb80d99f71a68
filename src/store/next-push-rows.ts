import type { Queries } from './database.ts';
import { PUSH_ROW_COLUMNS, type PushRowRecord } from './push-row-record.ts';

export interface NextRowsRequest {
  readonly pushId: string;
  /** `waiting` rows need a plan, `ready` rows a write. */
  readonly state: 'waiting' | 'ready';
  readonly limit: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

// The states are written out because only then does the planner know that the index of such rows will do.
const next = (state: NextRowsRequest['state']): string => `
  SELECT ${PUSH_ROW_COLUMNS} FROM connector.push_rows
  WHERE push_id = $1 AND state = '${state}' AND not_before <= connector.now_ms($2) AND merged_into IS NULL
    AND NOT EXISTS (SELECT FROM connector.pushes WHERE id = $1 AND status = 'canceled')
  ORDER BY index LIMIT $3`;
const NEXT = { waiting: next('waiting'), ready: next('ready') } as const;

/**
 * The rows to work on next, without those that rest until later, in the order of the caller's list; none once the push is
 * canceled.
 */
export function nextPushRows(queries: Queries, request: NextRowsRequest): Promise<PushRowRecord[]> {
  const { pushId, state, now, limit } = request;
  return queries.query<PushRowRecord>(NEXT[state], [pushId, now ?? null, limit]);
}

/** A row that has not failed yet comes first, so that rows which always fail cannot keep a push paused. */
const PROBE = `
  SELECT ${PUSH_ROW_COLUMNS} FROM connector.push_rows
  WHERE push_id = $1 AND state = 'ready' AND merged_into IS NULL
    AND NOT EXISTS (SELECT FROM connector.pushes WHERE id = $1 AND status = 'canceled')
  ORDER BY not_before, index LIMIT 1`;

/** The row to try a paused push with, whether it rests or not; none when nothing is left to write. */
export const probeRow = (queries: Queries, pushId: string): Promise<PushRowRecord[]> =>
  queries.query<PushRowRecord>(PROBE, [pushId]);

const DUE_IN = `
  SELECT greatest(min(not_before) - connector.now_ms($2), 0) AS "dueInMs" FROM connector.push_rows
  WHERE push_id = $1 AND state IN ('waiting', 'ready') AND merged_into IS NULL
  HAVING count(*) > 0`;

/** Milliseconds until the next open row is due; undefined: no row is open, so the push is at its end. */
export async function nextRowDueIn(queries: Queries, pushId: string, now?: number): Promise<number | undefined> {
  const [next] = await queries.query<{ dueInMs: number }>(DUE_IN, [pushId, now ?? null]);
  return next?.dueInMs;
}
