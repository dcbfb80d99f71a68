import type { Queries } from './database.ts';

export interface DeferredRow {
  readonly pushId: string;
  readonly index: number;
  /** Why the last try failed: a code of the error registry. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds until the next try. */
  readonly afterMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

const DEFER = `
  UPDATE connector.push_rows SET tries = tries + 1, code = $3, message = $4, not_before = connector.now_ms($6) + $5::bigint
  WHERE push_id = $1 AND index = $2 AND state IN ('waiting', 'ready')`;

/** Notes a failed try of a row, which rests until its next one. */
export async function deferRow(queries: Queries, row: DeferredRow): Promise<void> {
  await queries.query(DEFER, [row.pushId, row.index, row.code, row.message, row.afterMs, row.now ?? null]);
}
