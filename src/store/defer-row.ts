import type { Queries } from './database.ts';

export interface DeferredRow {
  readonly pushId: string;
  readonly index: number;
  /** Why the last try failed: a code of the error registry. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds until the next try. */
  readonly afterMs: number;
  /** False for the probe of a paused push, which says nothing about its row. */
  readonly counts?: boolean;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

const DEFER = `
  UPDATE connector.push_rows SET tries = tries + $7::int, code = $3, message = $4, not_before = connector.now_ms($6) + $5::bigint
  WHERE push_id = $1 AND index = $2 AND state IN ('waiting', 'ready')`;

/** Notes a failed try of a row, which rests until its next one. */
export async function deferRow(queries: Queries, row: DeferredRow): Promise<void> {
  const { pushId, index, code, message, afterMs, counts = true, now } = row;
  await queries.query(DEFER, [pushId, index, code, message, afterMs, now ?? null, counts ? 1 : 0]);
}
