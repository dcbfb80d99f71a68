import type { RowResult } from '../schema/types.ts';
import type { Queries } from '../store/database.ts';
import type { PushRowRecord, PushRowState } from '../store/push-rows.ts';
import { listPushRows, type PushRowFilter } from '../store/push-rows.ts';
import { ROW_STATUS } from './shown-row.ts';

/** Which rows of a job; `status` as answers show it. */
export interface RowFilter extends Omit<PushRowFilter, 'state'> {
  readonly status: RowResult['status'] | undefined;
}

/** The steps of a row, in the order that it goes through them. */
const STATES = Object.keys(ROW_STATUS) as PushRowState[];

/** The rows of a job, by index. */
export async function findRows(queries: Queries, jobId: string, filter: RowFilter): Promise<readonly PushRowRecord[]> {
  const { status, ...page } = filter;
  if (status === undefined) return await listPushRows(queries, jobId, page);
  const rows = new Map<number, PushRowRecord>();
  // One after the other: a row that goes on meanwhile is then found twice, not missed.
  for (const state of STATES.filter((one) => ROW_STATUS[one] === status)) {
    for (const row of await listPushRows(queries, jobId, { ...page, state })) rows.set(row.index, row);
  }
  return [...rows.values()].sort((one, other) => one.index - other.index).slice(0, page.limit);
}
