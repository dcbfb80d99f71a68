import { keptAttributes } from '../apply/known-attributes.ts';
import { isOver } from '../jobs/job.ts';
import type { Step } from '../jobs/job-kind.ts';
import { PAGE_SIZE } from '../omni/users.ts';
import { asProposed } from '../policy/policy-definitions.ts';
import { byReference } from '../push/changes.ts';
import { resolveStrategy } from '../push/estimate.ts';
import type { PushRow } from '../push/push-row.ts';
import type { Queries } from '../store/database.ts';
import { advancePlan, notePlanned, type Progress } from '../store/job-progress.ts';
import { partPlannedRows, saveMergedRows } from '../store/merged-rows.ts';
import { countRows, countRowsRead, listPushRows, namedReferences } from '../store/push-rows.ts';
import { planAnewWhereOld } from './old-looks.ts';
import { LIST_BEGINNING, type ListPlace, readListPage } from './omni-list.ts';
import { type Found, type Planner, type Planning, type PushJob, planRows, storedPlan } from './plan-rows.ts';
import type { PushOptions } from './push-options.ts';
import { hashPlan, plannedChanges } from './stored-plan.ts';

const LOAD = 1_000;
/** Below this many users nobody needs to know how long the list is. */
const SEARCH_UP_TO = 3;

/** Where the planning of a job stands, kept as the job's cursor. */
type PlanPlace =
  | {
      readonly stage: 'list';
      readonly list: ListPlace;
      /** The values that the rows name, as one look at all of them tells; left out by earlier versions. */
      readonly references?: readonly string[];
    }
  | { readonly stage: 'rows'; readonly found: Found };

const placeOf = (cursor: string): PlanPlace | undefined => (cursor === '' ? undefined : JSON.parse(cursor));
const textOf = (place: PlanPlace | undefined): string => (place ? JSON.stringify(place) : '');

/** All rows that have no plan yet. */
async function waitingRows({ services, record }: PushJob): Promise<PushRow[]> {
  const rows: PushRow[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(services.database, record.id, { state: 'waiting', after, limit: LOAD });
    rows.push(...page.map(({ index, userName, input }) => ({ index, userName, values: input })));
    if (page.length < LOAD) return rows;
    after = page.at(-1)?.index ?? after;
  }
}

/**
 * Moves the planning on, together with what the move is about.
 *
 * @param requests the fewest Omni requests that could have done it
 * @returns undefined when the job is no longer this worker's
 */
async function advance(
  { services, record }: PushJob,
  step: { readonly from: PlanPlace | undefined; readonly to: PlanPlace; readonly requests: number } & Progress,
  work: (queries: Queries) => Promise<void> = async () => undefined,
): Promise<PlanPlace | undefined> {
  const texts = { from: textOf(step.from), to: textOf(step.to), requests: step.requests };
  return await services.database.transaction(async (queries) => {
    const { done, total, from, to } = step;
    const progress = { done, total, begins: from?.stage !== to.stage };
    if (!(await advancePlan(queries, record.id, texts, progress))) return undefined;
    await work(queries);
    return step.to;
  });
}

const namedBy = (rows: readonly PushRow[]): string[] => {
  const references = new Set<string>();
  for (const { values } of rows) for (const reference of Object.keys(values)) references.add(reference);
  return [...references];
};

/** Makes one row of each user's rows, and decides whether the list is looked at. */
async function begin(job: PushJob, planner: Planner, { attributes, emptyText }: Planning) {
  const waiting = await waitingRows(job);
  const merged = planner.merge(waiting, attributes, emptyText);
  const users = merged ? merged.rows.length : waiting.length;
  const to: PlanPlace =
    users > SEARCH_UP_TO
      ? { stage: 'list', list: LIST_BEGINNING, references: namedBy(waiting) }
      : { stage: 'rows', found: 'none' };
  const searches = to.stage === 'rows' ? users : 0;
  const progress = { done: 0, total: to.stage === 'rows' ? waiting.length : 0 };
  return await advance(job, { from: undefined, to, requests: 1 + searches, ...progress }, async (queries) => {
    if (!merged || merged.settled.length === 0) return;
    const into = new Set(merged.settled.flatMap((plan) => (plan.kind === 'merged' ? [plan.into] : [])));
    const joined = merged.rows.filter(({ index }) => into.has(index));
    await saveMergedRows(queries, job.record.id, joined, merged.settled.map(storedPlan));
  });
}

/** Reads on in the list. When the first page tells that searching is cheaper, what it has shown does not count. */
async function readOn(
  job: PushJob,
  place: PlanPlace & { readonly stage: 'list' },
  { attributes }: Planning,
): Promise<PlanPlace | undefined> {
  const references = place.references ?? (await namedReferences(job.services.database, job.record.id));
  const page = await readListPage(job, place.list, references, attributes);
  const { isEnd, shifted, total } = page.place;
  if (!isEnd && place.list.total !== null) {
    // Nothing is decided here, so the rows are not counted: a count for each page would grow with the square of them.
    const progress = { done: page.place.startIndex - 1, total: total ?? 0 };
    const to = { ...place, list: page.place };
    return await advance(job, { from: place, to, requests: 0, ...progress }, page.save);
  }
  const users = await countRows(job.services.database, job.record.id, 'waiting');
  const { by, requests } = resolveStrategy({ users, usersInOmni: total ?? 0, pageSize: PAGE_SIZE });
  if (!isEnd && by === 'search') {
    const to = { stage: 'rows', found: 'none' } as const;
    return await advance(job, { from: place, to, requests, done: 0, total: users });
  }
  const to: PlanPlace = isEnd ? { stage: 'rows', found: shifted ? 'shifted' : 'all' } : { ...place, list: page.place };
  const progress = isEnd ? { done: 0, total: users } : { done: page.place.startIndex - 1, total: total ?? 0 };
  return await advance(job, { from: place, to, requests: isEnd ? requests : 0, ...progress }, page.save);
}

/** The definitions: as they are now when a plan begins, and hardly older for the rest of it. */
async function definitions({ ask, record, options }: PushJob): Promise<Planning['attributes']> {
  const found = await ask(async ({ omni }) =>
    record.cursor === '' ? byReference(await omni.listAttributes(0)) : await keptAttributes(omni),
  );
  return options.proposal ? asProposed(found, options.proposal) : found;
}

/** Once a plan is applied all of its rows were reviewed; of those that a retry repeats, those that had a plan. */
const isReviewed =
  ({ record: { kind, status }, options }: PushJob): Planning['isReviewed'] =>
  ({ changes }) =>
    options.reviewed && status !== 'planned' && (kind !== 'retry' || changes.length > 0);

/** Ends the planning: from here on it is the guard's. */
async function finish({ services, record, owner }: PushJob, found: Found, { attributes }: Planning): Promise<void> {
  const { database } = services;
  // Where the list was not read, each user's search is counted already.
  const reads = found === 'none' ? 0 : await countRowsRead(database, record.id);
  await partPlannedRows(database, record.id);
  const changes = await plannedChanges(database, record.id);
  const summary = { planHash: hashPlan(changes, attributes), requests: reads + changes.length };
  await notePlanned(database, record.id, summary, owner);
}

/**
 * Finds out what a job has to write. The place in the list and each row that is settled are kept, so that whoever has
 * the next turn goes on with the rest.
 */
export const planPush =
  (planner: Planner): Step<PushOptions> =>
  async (job, until) => {
    const { record, options } = job;
    // Nothing was asked of Omni, so it ends no pause.
    if (await planAnewWhereOld(job)) return { againAfterMs: 0 };
    const planning = { attributes: await definitions(job), emptyText: options.emptyText, isReviewed: isReviewed(job) };
    let place = placeOf(record.cursor) ?? (await begin(job, planner, planning));
    while (place?.stage === 'list') {
      if (isOver(job, until)) return 'again';
      place = await readOn(job, place, planning);
    }
    if (place && (await planRows(job, planner, place.found, planning, until))) await finish(job, place.found, planning);
    return 'again';
  };
