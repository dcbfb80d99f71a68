import { keptAttributes } from '../apply/known-attributes.ts';
import { plural } from '../base/plural.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { failureKind } from '../jobs/failure.ts';
import { isOver, isProbe } from '../jobs/job.ts';
import type { Step, StepEnd } from '../jobs/job-kind.ts';
import type { Attribute } from '../push/attribute.ts';
import { enterPhase } from '../store/job-progress.ts';
import { type JobRecord, readJob } from '../store/jobs.ts';
import { openPushRows } from '../store/open-rows.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { countRows, nextPushRows, nextRowDueIn, probeRow } from '../store/push-rows.ts';
import { hasOldLooks, planAnewWhereOld } from './old-looks.ts';
import { placeUnchanged } from './place-unchanged.ts';
import { PlanOutgrown } from './plan-outgrown.ts';
import type { PushJob, Reading } from './plan-rows.ts';
import type { PushOptions } from './push-options.ts';
import { RowNotWanted } from './row-not-wanted.ts';
import { failRow, tryLater } from './try-later.ts';
import { type WriteKind, writeRow } from './write-row.ts';

/** So many failures in a row that may pass are not the rows' own. */
const FAILURES_TO_PAUSE = 10;

const IN_DOUBT = new ConnectorError('OMNI_WRITE_UNCERTAIN');

/** Records what a failure means for its row. @returns the failure when it is not the row's own */
async function recordFailure(
  job: PushJob,
  row: PushRowRecord,
  error: ConnectorError,
): Promise<ConnectorError | undefined> {
  const { database } = job.services;
  const { code, message } = error;
  // What an earlier try has sent may be in place, whatever has kept this one from finding out.
  const told = { code, message, inDoubt: `${IN_DOUBT.message} ${message}` };
  const kind = failureKind(error);
  if (kind === 'quarantine' || kind === 'wait') return error;
  if (kind === 'final') {
    await failRow(database, job, row, told);
    return undefined;
  }
  // An uncertain write has recorded itself, together with its audit rows.
  if (code === IN_DOUBT.code) return error;
  await tryLater(database, job, row, told);
  return error;
}

/** Lets a row wait for its plan, which the guard judges before the row has its next try. */
async function planAgain({ services, record }: PushJob, { index }: PushRowRecord): Promise<undefined> {
  await openPushRows(services.database, record.id, [index]);
}

/** @returns a failure that is not the row's own */
async function tryRow(
  kind: WriteKind,
  job: PushJob,
  row: PushRowRecord,
  attributes: ReadonlyMap<string, Attribute>,
): Promise<ConnectorError | undefined> {
  try {
    await writeRow(kind, job, row, attributes);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof RowNotWanted) return undefined;
    return thrown instanceof PlanOutgrown
      ? await planAgain(job, row)
      : await recordFailure(job, row, toConnectorError(thrown));
  }
}

/** What a failure that is not a row's own means for the job; undefined: go on. */
function endFor(job: PushJob, error: ConnectorError): StepEnd | undefined {
  const kind = failureKind(error);
  if (kind === 'wait') return { againAfterMs: error.retryAfterSeconds * 1_000 };
  const isPaused = kind === 'quarantine' || isProbe(job) || job.failures.inARow >= FAILURES_TO_PAUSE;
  return isPaused ? { pauseFor: error } : undefined;
}

/** What is left when no row can be written now. */
async function nothingReady(job: PushJob): Promise<StepEnd> {
  const { services, record } = job;
  const { database } = services;
  if (await hasOldLooks(job)) return 'again';
  if ((await countRows(database, record.id, 'waiting')) > 0) {
    await enterPhase(database, record.id, { from: 'applying', to: 'planning' });
    return 'again';
  }
  const dueInMs = await nextRowDueIn(database, record.id);
  if (dueInMs !== undefined) return { againAfterMs: dueInMs };
  const kept = record.kind === 'undo' ? await countRows(database, record.id, 'kept') : 0;
  return { finished: doneMessage((await readJob(database, record.id)) ?? record, kept) };
}

function doneMessage({ total, changedCount, unchangedCount, failedCount }: JobRecord, kept: number): string {
  const left = kept > 0 ? `, ${kept} of them kept, since somebody wrote there after the job` : '';
  const failed = failedCount > 0 ? `, ${failedCount} failed: list-job-results tells why, retry-job repeats them` : '';
  return `${plural(total, 'row')}: ${changedCount} changed, ${unchangedCount} unchanged${left}${failed}.`;
}

/**
 * Writes the next rows: as many at once as there are keys, so that the budget of each is used; of a paused push one.
 */
async function writeSome(
  kind: WriteKind,
  job: PushJob,
  attributes: ReadonlyMap<string, Attribute>,
): Promise<StepEnd | undefined> {
  const { services, record, failures } = job;
  const { database, settings } = services;
  const rows = isProbe(job)
    ? await probeRow(database, record.id)
    : await nextPushRows(database, { jobId: record.id, limit: settings.omniKeys.length });
  if (rows.length === 0) return await nothingReady(job);
  const results = await Promise.all(rows.map((row) => tryRow(kind, job, row, attributes)));
  const failed = results.filter((error) => error !== undefined);
  failures.inARow = failed.length === results.length ? failures.inARow + failed.length : 0;
  const end = failed.map((error) => endFor(job, error)).find((one) => one !== undefined);
  return end ?? (isProbe(job) ? 'again' : undefined);
}

/** Gives what was found in place its places, page by page. */
async function placeAll(job: PushJob, reading: Reading, until: number): Promise<void> {
  while (!isOver(job, until)) if (!(await placeUnchanged(job, reading))) return;
}

/** Writes the rows that are ready. A crash repeats at most one write per key. */
export const applyPush =
  (kind: WriteKind): Step<PushOptions> =>
  async (job, until) => {
    // A probe writes one row, after a look of its own; when the job goes on, the others are planned anew.
    if (!isProbe(job) && (await planAnewWhereOld(job))) return 'again';
    const attributes = await job.ask(({ omni }) => keptAttributes(omni));
    if (!(await hasOldLooks(job))) await placeAll(job, { attributes, emptyText: job.options.emptyText }, until);
    while (!isOver(job, until)) {
      const end = await writeSome(kind, job, attributes);
      if (end !== undefined) return end;
    }
    return 'again';
  };
