import type { Queries } from './database.ts';
import { PUSH_ROW_COLUMNS, type PushRowRecord, type PushRowState } from './push-row-record.ts';

export interface PushRowFilter {
  readonly state?: PushRowState | undefined;
  /** `index` of the last row of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

const LIST = `
  SELECT ${PUSH_ROW_COLUMNS} FROM connector.push_rows
  WHERE push_id = $1 AND ($2::text IS NULL OR state = $2) AND index > $3
  ORDER BY index LIMIT $4`;

/** One page of a push's rows, in the order of the caller's list. */
export function listPushRows(queries: Queries, pushId: string, filter: PushRowFilter): Promise<PushRowRecord[]> {
  const { state, after = -1, limit } = filter;
  return queries.query<PushRowRecord>(LIST, [pushId, state ?? null, after, limit]);
}
