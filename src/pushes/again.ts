import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import type { AttributeValue } from '../push/attribute.ts';
import { comparePlaces } from '../push/place.ts';
import { undoRows } from '../push/undo.ts';
import type { JobRecord } from '../store/jobs.ts';
import type { NewPushRow, PushRowRecord } from '../store/push-rows.ts';
import { listPushRows } from '../store/push-rows.ts';
import { readUserValues } from '../store/user-values.ts';
import { NO_LIMITS, type PushOptions, readPushOptions } from './push-options.ts';
import { rowPlace } from './row-place.ts';

const PAGE = 1_000;

async function allRows(
  context: ApplyContext,
  jobId: string,
  state: 'failed' | 'changed' | 'ready',
): Promise<PushRowRecord[]> {
  const rows: PushRowRecord[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(context.database, jobId, { state, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) return rows;
    after = page.at(-1)?.index ?? after;
  }
}

const numbered = (rows: readonly Omit<NewPushRow, 'index'>[]): NewPushRow[] =>
  rows.map((row, index) => ({ ...row, index }));

/** Omni may have taken, or may show later, what these rows have sent. */
const MAY_BE_WRITTEN: ReadonlySet<string> = new Set<ErrorCode>(['OMNI_WRITE_UNCERTAIN', 'VALUE_NOT_APPLIED']);

/**
 * The numbers in the order that writes of a job bear. 0 where what was written is known as of before there was an
 * order; whom the job has not written to, such as somebody who bears the name since, has none of them.
 */
async function numbersOf({ database }: ApplyContext, parent: JobRecord, written: readonly PushRowRecord[]) {
  const numbers = new Set(written.map((row) => rowPlace(parent, row).seq));
  for (let start = 0; start < written.length; start += PAGE) {
    const page = written.slice(start, start + PAGE);
    const known = await readUserValues(
      database,
      page.map(({ omniUserId }) => omniUserId),
    );
    const isOld = ({ omniUserId, changes }: PushRowRecord): boolean =>
      changes.some(({ reference }) => known.get(omniUserId)?.get(reference)?.writtenSeq === 0);
    if (page.some((row) => row.state === 'changed' && isOld(row))) numbers.add(0);
  }
  return [...numbers];
}

const nothingTo = (jobId: string, what: string) => new ConnectorError('JOB_NOTHING_TO_DO', { jobId, what });

const REPORTS: ReadonlySet<JobRecord['kind']> = new Set(['drift', 'coverage', 'usage']);

function refuseReport({ id, kind }: JobRecord, what: 'retry' | 'undo'): void {
  if (REPORTS.has(kind)) throw new ConnectorError('JOB_IS_REPORT', { jobId: id, what });
}

/**
 * A push of the rows of another one that failed, with the same options. Rows that are not as they were reviewed want a
 * new plan.
 *
 * @throws ConnectorError JOB_NOTHING_TO_DO, JOB_IS_REPORT, PLAN_STALE where all failed rows are such
 */
export async function retryPush(context: ApplyContext, parent: JobRecord) {
  refuseReport(parent, 'retry');
  // A name that two people bore is whoever's Okta says by now: a sync reads it, a row does not.
  const failed = (await allRows(context, parent.id, 'failed')).filter(({ code }) => code !== 'OKTA_NAME_SHARED');
  if (failed.length === 0) throw nothingTo(parent.id, 'retry');
  const options = readPushOptions(parent.options);
  const wanted = failed.filter(({ code }) => code !== 'PLAN_STALE');
  if (wanted.length === 0) {
    throw new ConnectorError('PLAN_STALE', { problem: `the failed rows of the job ${parent.id} have changed` });
  }
  // What was reviewed of them is still all that may be written.
  const rows = wanted.map(({ userName, input, named, expected, wishedAt, wishedSeq, changes }) => ({
    userName,
    values: Object.fromEntries(Object.entries(input).filter(([reference]) => named.includes(reference))),
    wishedAt: wishedAt ?? undefined,
    wishedSeq: wishedSeq ?? undefined,
    ...(options.reviewed && { changes }),
    ...(expected && { expected }),
  }));
  const kind = parent.kind === 'undo' ? 'undo' : 'retry';
  // The wish is as old as the job whose rows it repeats.
  const request = { kind, status: 'queued', rows: numbered(rows), options, parentId: parent.id } as const;
  return await acceptJob(context, { ...request, place: parent.place });
}

const valuesOf = (changes: PushRowRecord['changes'], side: 'before' | 'after'): Record<string, AttributeValue> =>
  Object.fromEntries(changes.map((change) => [change.reference, change[side]]));

/**
 * A push that restores what users held before another one. A row whose value somebody has changed since is left alone.
 *
 * @throws ConnectorError JOB_NOTHING_TO_DO when the push changed nothing, JOB_IS_REPORT
 */
export async function undoPush(context: ApplyContext, parent: JobRecord) {
  refuseReport(parent, 'undo');
  const written = await allRows(context, parent.id, 'changed');
  // What may have happened: if it has not, there is nothing to restore, which the undo finds out.
  for (const state of ['failed', 'ready'] as const) {
    written.push(...(await allRows(context, parent.id, state)).filter(({ code }) => MAY_BE_WRITTEN.has(code)));
  }
  // Of two calls of one user that became rows, the later one was written last.
  const byPlace = written.toSorted((one, other) => comparePlaces(rowPlace(parent, one), rowPlace(parent, other)));
  const { rows, notKnown } = undoRows(byPlace);
  const restored = rows.map(({ userName, changes }) => ({
    userName,
    values: valuesOf(changes, 'after'),
    expected: valuesOf(changes, 'before'),
  }));
  // Without what has to be there now, a row is refused by its plan, with the reason.
  const unknown = notKnown.map(({ userName, changes }) => ({ userName, values: valuesOf(changes, 'before') }));
  if (restored.length + unknown.length === 0) throw nothingTo(parent.id, 'undo');
  // Taking a push back is asked for by name, so it needs no second approval; but who asks may not be who may open rows.
  const { maxWidenedUsers } = context.settings.guardLimits;
  const options: PushOptions = {
    emptyText: 'error',
    verify: 'all',
    limits: { ...NO_LIMITS, maxWidenedUsers },
    reviewed: false,
    undoes: await numbersOf(context, parent, written),
  };
  const request = { kind: 'undo', status: 'queued', rows: numbered([...restored, ...unknown]), options } as const;
  return await acceptJob(context, { ...request, parentId: parent.id });
}
