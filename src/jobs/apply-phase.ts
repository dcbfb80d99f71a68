import { type ConnectorError, toConnectorError } from '../errors.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/diff.ts';
import { rowDelayMs } from '../push/ladder.ts';
import { deferRow } from '../store/defer-row.ts';
import { nextPushRows, nextRowDueIn } from '../store/next-push-rows.ts';
import type { PushRowRecord } from '../store/push-row-record.ts';
import { settleRow } from '../store/settle-row.ts';
import { failureKind } from './failure.ts';
import type { PushJob } from './push-job.ts';
import type { SliceEnd } from './push-worker.ts';
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
  const place = { pushId: job.push.id, index: row.index };
  const told = { code: error.code, message: error.message };
  const kind = failureKind(error);
  if (kind === 'quarantine' || kind === 'wait') return error;
  if (kind === 'final') {
    await settleRow(database, { ...place, ...told, state: 'failed', changes: [] });
    return undefined;
  }
  // An uncertain write has recorded itself, together with its audit rows.
  if (error.code === 'OMNI_WRITE_UNCERTAIN') return error;
  const afterMs = rowDelayMs(row.tries + 1);
  if (afterMs === undefined) await settleRow(database, { ...place, ...told, state: 'failed', changes: [] });
  else await deferRow(database, { ...place, ...told, afterMs });
  return error;
}

const tryRow = (job: PushJob, row: PushRowRecord, attributes: ReadonlyMap<string, Attribute>) =>
  writeRow(job, row, attributes).then(
    () => undefined,
    (thrown: unknown) => recordFailure(job, row, toConnectorError(thrown)),
  );

/** What a failure that is not a row's own means for the slice; undefined: go on. */
function endFor(error: ConnectorError, failures: number): ApplyEnd | undefined {
  const kind = failureKind(error);
  if (kind === 'wait') return { againAfterMs: error.retryAfterSeconds * 1_000 };
  if (kind === 'quarantine' || failures >= FAILURES_TO_PAUSE) return { pauseFor: error };
  return undefined;
}

/** What is left when no row can be written now. */
async function nothingReady({ services, push }: PushJob): Promise<SliceEnd> {
  const dueInMs = await nextRowDueIn(services.database, push.id);
  return dueInMs === undefined ? 'done' : { againAfterMs: dueInMs };
}

/**
 * Writes the rows that are ready, for at most half a minute. As many are on their way as there are keys, so that the
 * budget of each is used and a crash repeats at most one write per key.
 *
 * @param limit how many rows at most; 1 for the probe of a paused push
 */
export async function applyRows(job: PushJob, limit = Number.POSITIVE_INFINITY): Promise<ApplyEnd> {
  const { services, push, signal } = job;
  const { database, clock, settings } = services;
  const attributes = byReference(await job.ask(({ omni }) => omni.listAttributes()));
  const until = clock.now() + SLICE_MS;
  let failures = 0;
  for (let written = 0; written < limit && clock.now() < until && !signal.aborted; ) {
    const width = Math.min(settings.omniKeys.length, limit - written);
    const rows = await nextPushRows(database, { pushId: push.id, state: 'ready', limit: width });
    if (rows.length === 0) return await nothingReady(job);
    const results = await Promise.all(rows.map((row) => tryRow(job, row, attributes)));
    written += rows.length;
    const failed = results.filter((error) => error !== undefined);
    failures = failed.length === results.length ? failures + failed.length : failed.length;
    const end = failed.map((error) => endFor(error, failures)).find((one) => one !== undefined);
    if (end) return end;
  }
  return 'again';
}
