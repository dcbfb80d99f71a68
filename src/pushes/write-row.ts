import { createHash } from 'node:crypto';
import { userToWrite } from '../apply/active-user.ts';
import type { ApplyContext } from '../apply/context.ts';
import type { Lease } from '../apply/lease.ts';
import { withUserLease } from '../apply/user-lease.ts';
import type { Review, SeenValues, WishOutcome, WishResult } from '../apply/wish.ts';
import { writeWish } from '../apply/write-wish.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import { type Change, changesNothing } from '../push/changes.ts';
import type { Intent } from '../push/coerce.ts';
import { readIntents } from '../push/intents.ts';
import { isAsReviewed, staleValues } from '../push/reviewed.ts';
import { decideUndo, leftByJob, restorable } from '../push/undo.ts';
import { isReadBack, mayRemember } from '../push/verify.ts';
import type { Queries } from '../store/database.ts';
import { listFollowers } from '../store/merged-rows.ts';
import { recallOmniUser } from '../store/omni-users.ts';
import { type SettledRow, settleRow, takeBackFailure } from '../store/push-row-outcomes.ts';
import { isRowWanted, type PushRowRecord } from '../store/push-rows.ts';
import { UNKNOWN_VALUE, type UserValue, type UserValues } from '../store/user-values.ts';
import { hasOldLooks } from './old-looks.ts';
import { PlanOutgrown } from './plan-outgrown.ts';
import type { PushJob } from './plan-rows.ts';
import { RowNotWanted } from './row-not-wanted.ts';
import { rowPlace } from './row-place.ts';
import { tryLater } from './try-later.ts';

type Attributes = ReadonlyMap<string, Attribute>;

/** An undo restores only what its job wrote and nobody wrote since. */
export type WriteKind = 'push' | 'undo';

/** A row that is being written. */
interface RowWrite {
  readonly kind: WriteKind;
  readonly job: PushJob;
  readonly row: PushRowRecord;
  readonly attributes: Attributes;
}

/** The id of a row's wish: a UUID, the same however often and by whom the row is tried. */
function wishId({ job, row }: RowWrite): string {
  const hex = createHash('sha256').update(`${job.record.id} ${row.index}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** An undo leaves alone what somebody wrote since: by a wish of ours, or so that the user holds something else. */
function stillUndoable({ job, row }: RowWrite) {
  const { undoes = [] } = job.options;
  /** Whoever asked for the same since has written nothing. */
  const isLast = ({ writtenSeq }: UserValue): boolean => undoes.includes(writtenSeq);
  return (changes: readonly Change[], values: UserValues, seen: SeenValues): readonly Change[] =>
    changes.filter(({ reference, before: shown, after }) => {
      const undo = { reference, before: row.expected?.[reference] ?? [], after };
      const value = values.get(reference) ?? UNKNOWN_VALUE;
      const isNewest = value.writtenSeq !== 0 && isLast(value);
      const held = leftByJob(undo, { shown, own: seen.get(reference) }, isNewest);
      // What is restored already comes here only where Omni may show late what the job has sent.
      return decideUndo(undo, held) !== 'leave' && isLast(value);
    });
}

/** A reviewed plan is applied as it was reviewed or not at all. */
function stillAsReviewed({ row }: RowWrite) {
  return (changes: readonly Change[]): readonly Change[] => {
    if (isAsReviewed(changes, row.changes)) return changes;
    throw staleValues(row.userName);
  };
}

/**
 * What the guard has not judged is not written. A write in doubt is finished as it is: what it has sent is known by its
 * plan.
 */
function stillAsJudged({ row }: RowWrite) {
  const planned = new Set(row.changes.map(({ reference }) => reference));
  return (changes: readonly Change[]): readonly Change[] => {
    const isJudged = changes.every((change) => planned.has(change.reference) || changesNothing(change));
    if (isJudged || row.code === 'OMNI_WRITE_UNCERTAIN') return changes;
    throw new PlanOutgrown();
  };
}

function reviewOf(write: RowWrite): Review {
  if (write.kind === 'undo') return stillUndoable(write);
  return write.job.options.reviewed ? stillAsReviewed(write) : stillAsJudged(write);
}

/** What a row is told by the references that were not written. */
function notWritten(outcomes: WishResult['outcomes'], wanted: WishOutcome): string {
  return [...outcomes].flatMap(([reference, outcome]) => (outcome === wanted ? [reference] : [])).join(', ');
}

/** Why a row is not, or not wholly, as it was asked; undefined: it is. */
function trouble(userName: string, outcomes: WishResult['outcomes']): ConnectorError | undefined {
  const missing = notWritten(outcomes, 'not-applied');
  if (missing !== '') return new ConnectorError('VALUE_NOT_APPLIED', { references: missing });
  const kept = notWritten(outcomes, 'kept');
  if (kept !== '') return new ConnectorError('UNDO_CHANGED_SINCE', { userName, reference: kept });
  const lost = notWritten(outcomes, 'superseded');
  return lost === '' ? undefined : new ConnectorError('ROW_SUPERSEDED', { userName, reference: lost });
}

/** What is known of the values that Omni took. */
const takenMessage = (outcomes: readonly WishOutcome[]): string =>
  outcomes.includes('unverified') ? 'Accepted by Omni, and read back while no push runs.' : 'Written and read back.';

/** What has become of a row. One of whose values a part is missing is repeated by a retry. */
function stateOf(sent: readonly Change[], outcomes: readonly WishOutcome[]) {
  if (outcomes.includes('not-applied')) return 'failed';
  if (sent.length > 0) return 'changed';
  return outcomes.includes('kept') ? 'kept' : 'unchanged';
}

/** A row's outcome, from what became of each of the values that it asks for itself. */
function settledRow(
  { kind, job }: RowWrite,
  { index, userName, named }: PushRowRecord,
  result: WishResult,
): SettledRow {
  const outcomes = new Map([...result.outcomes].filter(([reference]) => named.includes(reference)));
  const changes = result.changes.filter(({ reference }) => named.includes(reference));
  const found = [...outcomes.values()];
  const state = stateOf(changes, found);
  const inPlace = kind === 'undo' ? 'Every value is restored already.' : '';
  const { code = '', message = state === 'changed' ? takenMessage(found) : inPlace } =
    trouble(userName, outcomes) ?? {};
  return { jobId: job.record.id, index, code, message, state, changes };
}

/** What was sent counts more than what a worker that had lost its turn has said of the row meanwhile. */
async function settleSent(queries: Queries, settled: SettledRow): Promise<void> {
  if ((await settleRow(queries, settled)) || !(await takeBackFailure(queries, settled))) return;
  await settleRow(queries, settled);
}

/** Nobody can tell what became of what was sent. A row that somebody has failed meanwhile has no other try. */
async function settleDoubt(queries: Queries, job: PushJob, row: PushRowRecord, changes: readonly Change[]) {
  const jobId = job.record.id;
  const { index } = row;
  const { code, message } = new ConnectorError('OMNI_WRITE_UNCERTAIN');
  if (await takeBackFailure(queries, { jobId, index }))
    await settleRow(queries, { jobId, index, code, message, state: 'failed', changes });
  else await tryLater(queries, job, row, { code, message }, changes);
}

/** Gives a row, and those that go with it, their outcomes. */
async function settle(write: RowWrite, queries: Queries, result: WishResult): Promise<void> {
  const { job, row } = write;
  if ([...result.outcomes.values()].includes('interrupted'))
    return await settleDoubt(queries, job, row, result.changes);
  const followers = await listFollowers(queries, job.record.id, row);
  for (const one of [row, ...followers]) await settleSent(queries, settledRow(write, one, result));
}

/** What a row asks. The values of an undo are those that were stored, as far as the policy allows them still. */
function intentsOf({ kind, job, row, attributes }: RowWrite): Intent[] {
  if (kind === 'push') return readIntents(attributes, row.input, job.options.emptyText);
  return [...restorable(row.input, attributes)].map(([reference, value]) => ({
    reference,
    value,
    coercedFrom: undefined,
  }));
}

async function write(
  context: ApplyContext,
  lease: Lease,
  rowWrite: RowWrite,
  user: Pick<OmniUser, 'id' | 'userName'>,
  seen?: OmniUser,
): Promise<void> {
  const { job, row, attributes } = rowWrite;
  const { lookAt, changes } = row;
  const place = rowPlace(job.record, row);
  const isLookedAtAnyway = rowWrite.kind === 'undo' || job.options.reviewed;
  await writeWish(context, lease, {
    id: wishId(rowWrite),
    user,
    place,
    intents: intentsOf(rowWrite),
    attributes,
    verify: isReadBack(job.options.verify, row.index),
    // An undo is asked by nobody how it verifies: what it may restore is told by what the job has written.
    remembers: rowWrite.kind === 'undo' || mayRemember(job.options.verify),
    planned: { changes, lookAt: isLookedAtAnyway ? 0 : lookAt },
    seen,
    isLast: true,
    review: reviewOf(rowWrite),
    async stillAsked(queries) {
      if (!(await isRowWanted(queries, job.record.id, row.index, place))) throw new RowNotWanted();
    },
    settle: (queries, result) => settle(rowWrite, queries, result),
  });
}

/**
 * Whether a row goes by the user of its plan: the looks of the plan count, and the name is known as that user's still.
 */
async function isStillMeant({ database }: ApplyContext, { job, row }: RowWrite): Promise<boolean> {
  if (row.lookAt === 0 || (await hasOldLooks(job))) return false;
  return (await recallOmniUser(database, row.userName)) === row.omniUserId;
}

/** Looks for the user by name: exactly one active user bears it, whoever that was when the row was planned. */
async function writeByName(context: ApplyContext, lease: Lease, rowWrite: RowWrite): Promise<void> {
  const user = await userToWrite(context, rowWrite.row.userName);
  await write(context, lease, rowWrite, user, user);
}

const isOtherUser = (thrown: unknown): boolean =>
  thrown instanceof ConnectorError && (thrown.code === 'USER_NOT_FOUND' || thrown.code === 'USER_INACTIVE');

/** As `writeRow`, under the user's lease. An undo restores whom its job has written to, and nobody else. */
async function writeMeant(context: ApplyContext, lease: Lease, rowWrite: RowWrite): Promise<void> {
  const { omniUserId: id, userName } = rowWrite.row;
  if (rowWrite.kind === 'undo') return await write(context, lease, rowWrite, { id, userName });
  if (!(await isStillMeant(context, rowWrite))) return await writeByName(context, lease, rowWrite);
  try {
    await write(context, lease, rowWrite, { id, userName });
  } catch (thrown) {
    if (!isOtherUser(thrown)) throw thrown;
    await writeByName(context, lease, rowWrite);
  }
}

/**
 * Writes one row that is ready, with nobody else writing to the user meanwhile.
 *
 * @throws ConnectorError when the row could not be written; what was recorded for it then is the caller's to decide,
 *   except for an uncertain write, which is recorded already; PlanOutgrown and RowNotWanted before anything is written
 */
export async function writeRow(
  kind: WriteKind,
  job: PushJob,
  row: PushRowRecord,
  attributes: Attributes,
): Promise<void> {
  const rowWrite = { kind, job, row, attributes };
  await job.ask((context) => withUserLease(context, row.userName, (lease) => writeMeant(context, lease, rowWrite)));
}
