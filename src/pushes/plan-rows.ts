import type { ConnectorError } from '../errors/connector-error.ts';
import { isOver, type Job } from '../jobs/job.ts';
import type { Attribute } from '../push/attribute.ts';
import type { EmptyText } from '../push/coerce.ts';
import type { MergedRows } from '../push/merge-rows.ts';
import type { FailedRow, KnownUser, MergedRow, PushRow, RowPlan } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { mayRemember } from '../push/verify.ts';
import type { Queries } from '../store/database.ts';
import { busyUsers } from '../store/leases.ts';
import { type PlannedRow, savePlanPage } from '../store/push-plans.ts';
import { listPushRows, type PushRowRecord } from '../store/push-rows.ts';
import { usersWithIntents } from '../store/write-intents.ts';
import { listedUsers, readById, search } from './find-users.ts';
import type { PushOptions } from './push-options.ts';
import { tellRenamedAsked, tellRenamedListed } from './tell-renamed.ts';

/** Rows are saved in pages: larger where nothing was asked of Omni, smaller where each cost a request. */
const SAVE = 200;
const SAVE_READS = 10;

export type PushJob = Job<PushOptions>;

/** What the values of a row are read by. */
export interface Reading {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly emptyText: EmptyText;
}

/** What a plan is made with. */
export interface Planning extends Reading {
  /** Whether a row has a plan that was reviewed: where it says something else by now, it is not written. */
  isReviewed(row: Pick<PushRowRecord, 'changes'>): boolean;
}

/** How one kind of job plans its rows. */
export interface Planner {
  /** Makes one row of all rows of a user; undefined where no user has two. */
  merge(rows: readonly PushRow[], attributes: Planning['attributes'], emptyText: EmptyText): MergedRows | undefined;
  /** @param user undefined: there is none; an error: the name alone cannot be written */
  plan(row: PushRowRecord, user: KnownUser | ConnectorError | undefined, planning: Planning): RowPlan;
}

/**
 * What the list of Omni's users is good for: it has shown everybody, has shifted while it was read, or was not read.
 */
export type Found = 'all' | 'shifted' | 'none';

/** Where several values are wrong, what is wrong with each of them. */
const reasonOf = ({ code, message, details }: FailedRow): string =>
  code === 'VALUES_INVALID' ? `${message} ${details}` : message;

/** How a plan is kept; only rows that can be written stay open. */
export function storedPlan(plan: RowPlan | MergedRow): PlannedRow {
  const { index } = plan;
  switch (plan.kind) {
    case 'failed':
      return { index, state: 'failed', code: plan.code, message: reasonOf(plan) };
    case 'merged':
      return { index, state: 'ready', mergedInto: plan.into, message: `Goes with row ${plan.into}.` };
    case 'unknown':
      return { index, state: 'waiting', omniUserId: plan.omniUserId };
    case 'unchanged': {
      const { omniUserId, truth, truthAt, lookAt, warnings } = plan;
      return { index, state: 'unchanged', omniUserId, lookAt, truthAt, warnings, ...(truth && { truth }) };
    }
    case 'change': {
      const { omniUserId, changes, truth, truthAt, lookAt, warnings } = plan;
      return { index, state: 'ready', omniUserId, changes, lookAt, truthAt, warnings, ...(truth && { truth }) };
    }
  }
}

async function save({ services, record, owner }: PushJob, plans: readonly RowPlan[]): Promise<void> {
  const rows = plans.map(storedPlan);
  await savePlanPage(services.database, record.id, rows, owner);
  for (const { truth } of rows) if (truth) services.metrics.rowTruth.inc({ truth });
}

/**
 * Users, by `userNameKey`, to whom somebody writes now, or whose last write nobody could record: its effect may come
 * after the look, so they are read once it has ended.
 */
async function usersInFlux(
  queries: Queries,
  page: readonly PushRowRecord[],
  users: ReadonlyMap<string, KnownUser | ConnectorError>,
): Promise<ReadonlySet<string>> {
  const busy = await busyUsers(
    queries,
    page.map(({ userName }) => userName),
  );
  const ids = new Map([...users].flatMap(([key, user]) => ('id' in user ? [[user.id, key] as const] : [])));
  const unsettled = await usersWithIntents(queries, [...ids.keys()]);
  return new Set([...busy, ...[...unsettled].flatMap((id) => ids.get(id) ?? [])]);
}

/** Whether a plan stands that was made by the list alone. */
const isTold = ({ kind }: RowPlan, isBusy: boolean): boolean => kind === 'failed' || (kind !== 'unknown' && !isBusy);

/** What the list tells of some rows, and the rows that need a request of their own. */
async function planByList(
  job: PushJob,
  planner: Planner,
  page: readonly PushRowRecord[],
  found: Found,
  planning: Planning,
): Promise<{ readonly plans: readonly RowPlan[]; readonly open: readonly PushRowRecord[] }> {
  const { database } = job.services;
  if (found === 'none') return { plans: [], open: page };
  const users = await listedUsers(database, job.record.id, page, mayRemember(job.options.verify));
  const busy = await usersInFlux(database, page, users);
  const plans: RowPlan[] = [];
  const open: PushRowRecord[] = [];
  for (const row of page) {
    const key = userNameKey(row.userName);
    const user = users.get(key);
    const mayBeMissed = !user && found === 'shifted';
    const plan = mayBeMissed || row.omniUserId !== '' ? undefined : planner.plan(row, user, planning);
    if (plan && isTold(plan, busy.has(key))) plans.push(plan);
    else open.push(user && 'id' in user ? { ...row, omniUserId: user.id } : row);
  }
  return { plans: await tellRenamedListed(job, plans), open };
}

/** Plans a row by a request of its own. */
async function planByAsking(
  job: PushJob,
  planner: Planner,
  row: PushRowRecord,
  planning: Planning,
): Promise<RowPlan[]> {
  const remembers = mayRemember(job.options.verify);
  const user =
    row.omniUserId === ''
      ? await search(job, row.userName, planning.attributes, remembers)
      : await readById(job, row, planning.attributes, remembers);
  return await tellRenamedAsked(job, planner.plan(row, user, planning));
}

/** Plans rows one by one, and saves them soon after. @returns whether there was time for all */
async function askForRows(
  job: PushJob,
  planner: Planner,
  rows: readonly PushRowRecord[],
  planning: Planning,
  until: number,
): Promise<boolean> {
  for (let start = 0; start < rows.length; start += SAVE_READS) {
    const plans: RowPlan[] = [];
    for (const row of rows.slice(start, start + SAVE_READS)) {
      if (!isOver(job, until)) plans.push(...(await planByAsking(job, planner, row, planning)));
    }
    await save(job, plans);
    if (isOver(job, until)) return false;
  }
  return true;
}

/**
 * Plans the rows that wait. What the list has told is enough for most; each of the others costs a request, and is saved
 * soon after it.
 *
 * @returns whether every row has its plan
 */
export async function planRows(
  job: PushJob,
  planner: Planner,
  found: Found,
  planning: Planning,
  until: number,
): Promise<boolean> {
  const { services, record } = job;
  for (let after = -1; ; ) {
    const page = await listPushRows(services.database, record.id, { state: 'waiting', after, limit: SAVE });
    const last = page.at(-1);
    if (!last) return true;
    after = last.index;
    const { plans, open } = await planByList(job, planner, page, found, planning);
    await save(job, plans);
    if (!(await askForRows(job, planner, open, planning, until))) return false;
  }
}
