import { isProbe, type Job } from '../jobs/job.ts';
import type { Change } from '../push/changes.ts';
import { rowDelayMs } from '../push/ladder.ts';
import type { Queries } from '../store/database.ts';
import { partFailedRows } from '../store/merged-rows.ts';
import { deferRow, settleRow } from '../store/push-row-outcomes.ts';
import type { PushRowRecord } from '../store/push-rows.ts';

/** Why a row has failed: a code of the error registry. */
interface RowFailure {
  readonly code: string;
  readonly message: string;
  /** See `SettledRow.inDoubt`. */
  readonly inDoubt?: string;
}

/** Fails a row. Where others of the same user go with it, each of them is tried by itself before. */
export async function failRow(
  queries: Queries,
  { record }: Pick<Job<unknown>, 'record'>,
  { index }: PushRowRecord,
  failure: RowFailure,
  changes?: readonly Change[],
): Promise<void> {
  if (await partFailedRows(queries, record.id, index)) return;
  await settleRow(queries, { ...failure, jobId: record.id, index, state: 'failed', ...(changes && { changes }) });
}

/**
 * Lets a row wait for its next try, or fails it when it has had its last. The probe of a paused push costs its row
 * nothing: it tells how Omni is, not how the row is.
 *
 * @param changes what Omni may have taken, where that is not known; left out, the plan's changes stay
 */
export async function tryLater(
  queries: Queries,
  job: Pick<Job<unknown>, 'record'>,
  row: PushRowRecord,
  failure: RowFailure,
  changes?: readonly Change[],
): Promise<void> {
  const failed = { ...failure, jobId: job.record.id, index: row.index };
  const afterMs = rowDelayMs(row.tries + 1);
  if (isProbe(job)) await deferRow(queries, { ...failed, afterMs: 0, counts: false });
  else if (afterMs === undefined) await failRow(queries, job, row, failure, changes);
  else await deferRow(queries, { ...failed, afterMs });
}
