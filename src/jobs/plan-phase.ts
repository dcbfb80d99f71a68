import { shownValues } from '../apply/read-back.ts';
import { ConnectorError } from '../errors.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { byReference } from '../push/diff.ts';
import { minimumRequests } from '../push/estimate.ts';
import { failedRow } from '../push/failed-row.ts';
import { mergeRows } from '../push/merge-rows.ts';
import { ownValue } from '../push/own-value.ts';
import { planRow } from '../push/plan-row.ts';
import type { KnownUser, MergedRow, PushRow, RowPlan } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { listPushRows } from '../store/list-push-rows.ts';
import { notePlanned } from '../store/push-progress.ts';
import { type PlannedRow, savePlanPage } from '../store/save-plan-page.ts';
import { saveVerifiedValuesOfUsers } from '../store/verified-values-page.ts';
import { findUsers, PAGE_SIZE } from './find-users.ts';
import { hashPlan } from './plan-hash.ts';
import { planUndo } from './plan-undo.ts';
import type { PushJob } from './push-job.ts';
import { plannedChanges } from './stored-plan.ts';

const LOAD = 1_000;
/** Rows are saved in pages: larger where nothing was asked of Omni, smaller where each cost a request. */
const SAVE = 200;
const SAVE_READS = 10;

type Attributes = ReadonlyMap<string, Attribute>;

/** The rows that have no plan yet. */
async function waitingRows({ services, push }: PushJob): Promise<PushRow[]> {
  const rows: PushRow[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(services.database, push.id, { state: 'waiting', after, limit: LOAD });
    rows.push(...page.map(({ index, userName, input }) => ({ index, userName, values: input })));
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
      return { index, state: 'unchanged', mergedInto: plan.into, message: `Written with row ${plan.into}.` };
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

const save = (job: PushJob, plans: readonly (RowPlan | MergedRow)[]): Promise<void> =>
  savePlanPage(job.services.database, job.push.id, plans.map(storedPlan));

/** What was read of a user, without values that may be an attribute's default: those prove nothing about the user. */
function provenValues(
  shown: ReadonlyMap<string, AttributeValue>,
  references: readonly string[],
  attributes: Attributes,
): Map<string, AttributeValue> {
  const proven = references.flatMap((reference): [string, AttributeValue][] => {
    const own = ownValue(shown.get(reference) ?? [], attributes.get(reference)?.defaultValue ?? [], undefined);
    return own ? [[reference, own]] : [];
  });
  return new Map(proven);
}

/** Reads a user by id, remembers what is proven, and plans the row again with what was seen. */
async function planByReading(job: PushJob, row: PushRow, user: KnownUser, attributes: Attributes): Promise<RowPlan> {
  const read = await job.ask(({ omni }) => omni.readUser(user.id));
  if (!read) return failedRow(row, new ConnectorError('USER_NOT_FOUND', { userName: row.userName }));
  const shown = shownValues(read, attributes);
  if (shown) {
    const values = provenValues(shown, Object.keys(row.values), attributes);
    const { database, clock } = job.services;
    await saveVerifiedValuesOfUsers(database, [{ omniUserId: user.id, values }], clock.now());
  }
  const known = { ...user, active: read.active, look: { by: 'read', shown } } as const;
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

async function planWaiting(job: PushJob, attributes: Attributes): Promise<number> {
  const { rows, settled } = mergeRows(await waitingRows(job), attributes, job.options.emptyText);
  for (let start = 0; start < settled.length; start += SAVE) await save(job, settled.slice(start, start + SAVE));

  const { users, usersInOmni } = await findUsers(
    job,
    rows.map(({ userName }) => userName),
    attributes,
  );
  if (job.signal.aborted) return 0;
  const unknown: { row: PushRow; user: KnownUser }[] = [];
  for (let start = 0; start < rows.length; start += SAVE) {
    const plans = rows.slice(start, start + SAVE).map((row) => {
      const user = users.get(userNameKey(row.userName));
      if (user instanceof ConnectorError) return failedRow(row, user);
      const plan = planRow(row, attributes, user, job.options.emptyText);
      if (plan.kind === 'unknown' && user) unknown.push({ row, user });
      return plan;
    });
    await save(job, plans);
  }
  const reads = await planUnknown(job, unknown, attributes);
  const lookUp = { users: rows.length, usersInOmni, pageSize: PAGE_SIZE };
  return minimumRequests({ definitions: 1, lookUp, reads, changed: 0 });
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
  const changes = await plannedChanges(services.database, push.id);
  await notePlanned(services.database, push.id, {
    planHash: hashPlan(changes, attributes),
    minimumRequests: lookedUp + changes.length,
  });
  return true;
}
