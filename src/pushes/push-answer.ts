import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { remainingSeconds } from '../push/estimate.ts';
import type { PushUsersOutput, RowResult } from '../schema/types.ts';
import { hasEnded, type JobRecord } from '../store/jobs.ts';
import { listPushRows } from '../store/push-rows.ts';
import { shownRow } from './shown-row.ts';

/** As many as a card can show. */
const MAX_RESULTS = 200;
const MAX_POLL_SECONDS = 60;

interface AnswerOptions {
  readonly dryRun: boolean;
  readonly failOnError: boolean;
}

/** In a dry run a row that is ready is one that would change. */
const asDryRun = (row: RowResult): RowResult =>
  row.status === 'pending' ? { ...row, status: 'changed', changed: true, message: 'Would be written.' } : row;

async function results({ database }: ApplyContext, push: JobRecord): Promise<RowResult[]> {
  const rows = await listPushRows(database, push.id, { limit: MAX_RESULTS });
  return rows.map(shownRow);
}

function pollAfter(push: JobRecord, { settings }: ApplyContext): number {
  const budget = { requestsPerMinute: settings.omniRequestsPerMinute, keys: settings.omniKeys.length };
  return Math.min(MAX_POLL_SECONDS, Math.max(5, remainingSeconds(push, budget)));
}

/**
 * The answer, or the error that it is when the caller wants failed rows to be one. @throws ConnectorError ROWS_FAILED
 */
function failing(output: PushUsersOutput, { failOnError }: AnswerOptions): PushUsersOutput {
  const { failedCount: failed, total } = output;
  if (failOnError && failed > 0) throw new ConnectorError('ROWS_FAILED', { failed, total }, [], { output });
  return output;
}

/**
 * The answer of push-users, for a push as it stands.
 *
 * @throws ConnectorError ROWS_FAILED with the same fields, when rows failed and the caller wants that to be an error
 */
export async function pushAnswer(
  context: ApplyContext,
  push: JobRecord,
  options: AnswerOptions,
): Promise<PushUsersOutput> {
  const { total, unchangedCount, failedCount } = push;
  const counts = { total, unchangedCount, failedCount };
  if (options.dryRun) {
    const changedCount = total - unchangedCount - failedCount;
    const message = `${changedCount} of ${total} rows would be written; nothing was.`;
    const rows = (await results(context, push)).map(asDryRun);
    const end = { jobId: '', status: 'done', pollAfterSeconds: 0 } as const;
    return failing({ ...end, ...counts, changedCount, message, results: rows }, options);
  }
  const isEnded = hasEnded(push);
  const output: PushUsersOutput = {
    jobId: push.id,
    status: push.status === 'planned' ? 'queued' : push.status,
    pollAfterSeconds: isEnded ? 0 : pollAfter(push, context),
    ...counts,
    changedCount: push.changedCount,
    message: push.message || 'The job goes on: follow it with get-job.',
    results: isEnded ? await results(context, push) : [],
  };
  return isEnded ? failing(output, options) : output;
}
