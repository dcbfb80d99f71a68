import { type ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { failureKind } from '../jobs/failure.ts';
import type { PushJob } from '../jobs/job.ts';
import type { SliceEnd } from '../jobs/worker.ts';
import type { Attribute } from '../push/attribute.ts';
import { followMergedRows } from '../store/push-plans.ts';
import { settleRow } from '../store/push-row-outcomes.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { nextPushRows, nextRowDueIn, probeRow } from '../store/push-rows.ts';
import { keptAttributes } from './kept-attributes.ts';
import { isProbe, tryLater } from './try-later.ts';
import { writeRow } from './write-row.ts';

/** So many failures in a row that may pass are not the rows' own. */
const FAILURES_TO_PAUSE = 10;
const SLICE_MS = 30_000;

/** How a slice of writing ended: as the worker needs it, or with the reason to pause the push. */
export type ApplyEnd = SliceEnd | { readonly pauseFor: ConnectorError };

/** Records what a failure means for its row. @returns the failure when it is not the row's own */
async function recordFailure(
  job: PushJob,
  row: PushRowRecord,
  error: ConnectorError,
): Promise<ConnectorError | undefined> {
  const { database } = job.services;
  const place = { jobId: job.push.id, index: row.index };
  const told = { code: error.code, message: error.message };
  const kind = failureKind(error);
  if (kind === 'quarantine' || kind === 'wait') return error;
  if (kind === 'final') {
    await settleRow(database, { ...place, ...told, state: 'failed', changes: [] });
    return undefined;
  }
  // An uncertain write has recorded itself, together with its audit rows.
  if (error.code === 'OMNI_WRITE_UNCERTAIN') return error;
  await tryLater(database, job, row, told);
  return error;
}

const tryRow = (job: PushJob, row: PushRowRecord, attributes: ReadonlyMap<string, Attribute>) =>
  writeRow(job, row, attributes).then(
    () => undefined,
    (thrown: unknown) => recordFailure(job, row, toConnectorError(thrown)),
  );

/** What a failure that is not a row's own means for the slice; undefined: go on. */
function endFor(job: PushJob, error: ConnectorError): ApplyEnd | undefined {
  const kind = failureKind(error);
  if (kind === 'wait') return { againAfterMs: error.retryAfterSeconds * 1_000 };
  const isPaused = kind === 'quarantine' || isProbe(job) || job.failures.inARow >= FAILURES_TO_PAUSE;
  return isPaused ? { pauseFor: error } : undefined;
}

/** What is left when no row can be written now. */
async function nothingReady({ services, push }: PushJob): Promise<SliceEnd> {
  await followMergedRows(services.database, push.id);
  const dueInMs = await nextRowDueIn(services.database, push.id);
  return dueInMs === undefined ? 'done' : { againAfterMs: dueInMs };
}

/**
 * Writes the rows that are ready, for at most half a minute. As many are on their way as there are keys, so that the
 * budget of each is used and a crash repeats at most one write per key. Of a paused push it tries one.
 */
export async function applyRows(job: PushJob): Promise<ApplyEnd> {
  const { services, push, signal } = job;
  const { database, clock, settings } = services;
  const attributes = await job.ask(({ omni }) => keptAttributes(omni));
  const until = clock.now() + SLICE_MS;
  while (clock.now() < until && !signal.aborted) {
    const rows = isProbe(job)
      ? await probeRow(database, push.id)
      : await nextPushRows(database, { jobId: push.id, state: 'ready', limit: settings.omniKeys.length });
    if (rows.length === 0) return await nothingReady(job);
    const results = await Promise.all(rows.map((row) => tryRow(job, row, attributes)));
    const failed = results.filter((error) => error !== undefined);
    job.failures.inARow = failed.length === results.length ? job.failures.inARow + failed.length : 0;
    const end = failed.map((error) => endFor(job, error)).find((one) => one !== undefined);
    if (end || isProbe(job)) return end ?? 'again';
  }
  return 'again';
}
