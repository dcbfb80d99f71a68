import { shownValues } from '../apply/read-back.ts';
import { withUserLease } from '../apply/user-lease.ts';
import { ConnectorError } from '../errors.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/diff.ts';
import { minimumRequests } from '../push/estimate.ts';
import { failedRow } from '../push/failed-row.ts';
import { mergeRows } from '../push/merge-rows.ts';
import { planRow } from '../push/plan-row.ts';
import type { KnownUser, MergedRow, PushRow, RowPlan } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { busyUsers } from '../store/leases.ts';
import { listPushRows } from '../store/list-push-rows.ts';
import { followMergedRows, saveMergedRows } from '../store/merged-rows.ts';
import { notePlanned } from '../store/push-progress.ts';
import { type PlannedRow, savePlanPage } from '../store/save-plan-page.ts';
import { saveVerifiedValuesOfUsers } from '../store/verified-values-page.ts';
import { ofOneUser } from './failure.ts';
import { findUsers, PAGE_SIZE } from './find-users.ts';
import { hashPlan } from './plan-hash.ts';
import { planUndo } from './plan-undo.ts';
import { provenValues } from './proven-values.ts';
import type { PushJob } from './push-job.ts';
import { plannedChanges } from './stored-plan.ts';
import { addLeftovers, settleLeftover } from './sync/leftovers.ts';

const LOAD = 1_000;
/** Rows are saved in pages: larger where nothing was asked of Omni, smaller where each cost a request. */
const SAVE = 200;
const SAVE_READS = 10;

type Attributes = ReadonlyMap<string, Attribute>;

/** The rows that have no plan yet: of those whom Okta has ended, or of all others. */
async function waitingRows({ services, push }: PushJob, leftover: boolean): Promise<PushRow[]> {
  const rows: PushRow[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(services.database, push.id, { state: 'waiting', after, limit: LOAD });
    const wanted = page.filter((row) => row.leftover === leftover);
    rows.push(...wanted.map(({ index, userName, input }) => ({ index, userName, values: input })));
    if (page.length < LOAD) return rows;
    after = page.at(-1)?.index ?? after;
  }
}

/** How a plan is kept; only rows that can be written stay open. */
function storedPlan(plan: RowPlan | MergedRow): PlannedRow {
  const { index } = plan;
  switch (plan.kind) {
    case 'failed':
      return { index, state: 'failed', code: plan.code, message: plan.message };
    case 'merged':
      return { index, state: 'ready', mergedInto: plan.into, message: `Goes with row ${plan.into}.` };
    case 'unknown':
      return { index, state: 'waiting', omniUserId: plan.omniUserId };
    case 'unchanged':
      return { index, state: 'unchanged', omniUserId: plan.omniUserId, ...(plan.truth && { truth: plan.truth }) };
    case 'change': {
      const { omniUserId, changes, truth } = plan;
      return { index, state: 'ready', omniUserId, changes, ...(truth && { truth }) };
    }
  }
}

async function save({ services, push }: PushJob, plans: readonly (RowPlan | MergedRow)[]): Promise<void> {
  const rows = plans.map(storedPlan);
  await savePlanPage(services.database, push.id, rows);
  for (const { truth } of rows) if (truth) services.metrics.rowTruth.inc({ truth });
}

/** Reads a user by id, remembers what is proven, and plans the row again with what was seen. */
async function planByReading(job: PushJob, row: PushRow, user: KnownUser, attributes: Attributes): Promise<RowPlan> {
  const { database, clock } = job.services;
  const read = await job
    .ask((context) =>
      // Nobody may write between the look and its record, or the older value would be remembered as the newer one.
      withUserLease(context, row.userName, async () => {
        const seen = await context.omni.readUser(user.id);
        const values = provenValues(seen && shownValues(seen, attributes), Object.keys(row.values), attributes);
        if (values.size > 0) await saveVerifiedValuesOfUsers(database, [{ omniUserId: user.id, values }], clock.now());
        return seen;
      }),
    )
    .catch(ofOneUser);
  if (read instanceof ConnectorError) return failedRow(row, read);
  if (!read) return failedRow(row, new ConnectorError('USER_NOT_FOUND', { userName: row.userName }));
  const known = { ...user, active: read.active, look: { by: 'read', shown: shownValues(read, attributes) } } as const;
  return planRow(row, attributes, known, job.options.emptyText);
}

/** Plans the rows that only a read can settle. @returns how many were read */
async function planUnknown(
  job: PushJob,
  unknown: readonly { row: PushRow; user: KnownUser }[],
  attributes: Attributes,
): Promise<number> {
  for (let start = 0; start < unknown.length; start += SAVE_READS) {
    const plans: RowPlan[] = [];
    for (const { row, user } of unknown.slice(start, start + SAVE_READS)) {
      if (!job.signal.aborted) plans.push(await planByReading(job, row, user, attributes));
    }
    await save(job, plans);
    if (job.signal.aborted) break;
  }
  return unknown.length;
}

/** @param settle has the last word about the plan of a row */
async function planRows(
  job: PushJob,
  waiting: readonly PushRow[],
  attributes: Attributes,
  settle: (plan: RowPlan) => RowPlan = (plan) => plan,
): Promise<number> {
  const { rows, settled } = mergeRows(waiting, attributes, job.options.emptyText);
  const into = new Set(settled.flatMap((plan) => (plan.kind === 'merged' ? [plan.into] : [])));
  const joined = rows.filter(({ index }) => into.has(index));
  if (settled.length > 0) {
    await saveMergedRows(job.services.database, job.push.id, joined, settled.map(storedPlan));
  }

  const userNames = rows.map(({ userName }) => userName);
  // Before the look: a write that was under way then may come after it, so such a user is read once it has ended.
  const busy = await busyUsers(job.services.database, userNames);
  const { users, usersInOmni } = await findUsers(job, userNames, attributes);
  if (job.signal.aborted) return 0;
  const unknown: { row: PushRow; user: KnownUser }[] = [];
  for (let start = 0; start < rows.length; start += SAVE) {
    const plans = rows.slice(start, start + SAVE).map((row) => {
      const user = users.get(userNameKey(row.userName));
      if (user instanceof ConnectorError) return failedRow(row, user);
      const plan = settle(planRow(row, attributes, user, job.options.emptyText));
      if (!user || plan.kind === 'failed') return plan;
      // Of a row with several values some may seem to be in place: it is open even when it has a change.
      if (plan.kind !== 'unknown' && !busy.has(userNameKey(row.userName))) return plan;
      unknown.push({ row, user });
      return { kind: 'unknown', index: row.index, userName: row.userName, omniUserId: user.id } as const;
    });
    await save(job, plans);
  }
  const reads = await planUnknown(job, unknown, attributes);
  const lookUp = { users: rows.length, usersInOmni, pageSize: PAGE_SIZE };
  return minimumRequests({ definitions: 1, lookUp, reads, changed: 0 });
}

/** @returns the fewest Omni requests that could plan these rows */
async function planWaiting(job: PushJob, attributes: Attributes): Promise<number> {
  const requests = await planRows(job, await waitingRows(job, false), attributes);
  const { sync } = job.options;
  if (!sync || job.signal.aborted) return requests;
  await addLeftovers(job, sync);
  const leftovers = await waitingRows(job, true);
  return leftovers.length === 0 ? requests : requests + (await planRows(job, leftovers, attributes, settleLeftover));
}

/**
 * Finds out what a push has to write. Each row that is settled is saved, so that a push that was cut off goes on with
 * the rest.
 *
 * @returns false when the work was stopped before every row had a plan
 */
export async function planPush(job: PushJob): Promise<boolean> {
  const { push, services } = job;
  const attributes = byReference(await job.ask(({ omni }) => omni.listAttributes(0)));
  const lookedUp = push.kind === 'undo' ? await planUndo(job, attributes) : await planWaiting(job, attributes);
  if (job.signal.aborted) return false;
  await followMergedRows(services.database, push.id);
  const changes = await plannedChanges(services.database, push.id);
  await notePlanned(services.database, push.id, {
    planHash: hashPlan(changes, attributes),
    minimumRequests: lookedUp + changes.length,
  });
  return true;
}
