import { isProbe, type Job } from '../jobs/job.ts';
import type { Change } from '../push/changes.ts';
import { rowDelayMs } from '../push/ladder.ts';
import type { Queries } from '../store/database.ts';
import { deferRow, settleRow } from '../store/push-row-outcomes.ts';
import type { PushRowRecord } from '../store/push-rows.ts';

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
  failure: { readonly code: string; readonly message: string },
  changes?: readonly Change[],
): Promise<void> {
  const failed = { jobId: job.record.id, index: row.index, code: failure.code, message: failure.message };
  const afterMs = rowDelayMs(row.tries + 1);
  if (isProbe(job)) await deferRow(queries, { ...failed, afterMs: 0, counts: false });
  else if (afterMs === undefined) await settleRow(queries, { ...failed, state: 'failed', ...(changes && { changes }) });
  else await deferRow(queries, { ...failed, afterMs });
}
