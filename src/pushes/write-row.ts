import type { ApplyContext } from '../apply/context.ts';
import { shownValues } from '../apply/read-back.ts';
import { isTaken, sendChanges } from '../apply/send-changes.ts';
import { withUserLease } from '../apply/user-lease.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { ownValue, wantedChanges } from '../push/changes.ts';
import { sameValue } from '../push/compare.ts';
import { readIntents } from '../push/intents.ts';
import { decideUndo } from '../push/undo.ts';
import { isReadBack } from '../push/verify.ts';
import type { AuditOutcome } from '../store/audit-entry.ts';
import type { Queries } from '../store/database.ts';
import { laterClaims } from '../store/later-claims.ts';
import { settleRow } from '../store/push-row-outcomes.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { readVerifiedValues } from '../store/verified-values.ts';
import type { PushJob } from './plan-rows.ts';
import { tryLater } from './try-later.ts';

type Attributes = ReadonlyMap<string, Attribute>;

/** An undo looks whether somebody has changed the value since. */
export type WriteKind = 'push' | 'undo';

/** A row that is being written. */
interface Writing {
  readonly kind: WriteKind;
  readonly job: PushJob;
  readonly row: PushRowRecord;
  readonly attributes: Attributes;
  readonly context: ApplyContext;
  /** What is asked of this row and no push that was accepted later asks as well. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Why some of its changes are not written. */
  readonly superseded: ConnectorError | undefined;
}

const settleUnchanged = ({ job, row, context }: Writing, code: string, message: string) =>
  settleRow(context.database, { jobId: job.record.id, index: row.index, state: 'unchanged', code, message });

/** What the user holds of their own now, by reference; undefined where nobody can tell. */
async function presentValues({ attributes, context }: Writing, user: OmniUser, references: readonly string[]) {
  const shown = shownValues(user, attributes);
  const remembered = await readVerifiedValues(context.database, user.id);
  const own = (reference: string): AttributeValue | undefined =>
    shown &&
    ownValue(
      shown.get(reference) ?? [],
      attributes.get(reference)?.defaultValue ?? [],
      remembered.get(reference)?.value,
    );
  return new Map(references.map((reference) => [reference, own(reference)]));
}

async function readUser({ row, context }: Writing): Promise<OmniUser> {
  const user = await context.omni.readUser(row.omniUserId);
  if (!user?.active) throw new ConnectorError('USER_NOT_FOUND', { userName: row.userName });
  return user;
}

/** An undo restores only what still is as its push has left it; what somebody changed since is theirs. */
async function stillUndoable(writing: Writing, changes: readonly Change[]): Promise<Change[]> {
  const present = await presentValues(
    writing,
    await readUser(writing),
    changes.map(({ reference }) => reference),
  );
  const decided = changes.map((change) => ({ change, decision: decideUndo(change, present.get(change.reference)) }));
  const left = decided.filter(({ decision }) => decision === 'leave').map(({ change }) => change.reference);
  const { userName } = writing.row;
  if (left.length > 0) throw new ConnectorError('UNDO_CHANGED_SINCE', { userName, reference: left.join(', ') });
  return decided.filter(({ decision }) => decision === 'restore').map(({ change }) => change);
}

/**
 * A reviewed plan is applied as it was reviewed or not at all. A value that is in place may be this row's own write, which
 * was in doubt or cut off before its outcome was kept.
 */
async function stillAsReviewed(writing: Writing, changes: readonly Change[]): Promise<void> {
  const present = await presentValues(
    writing,
    await readUser(writing),
    changes.map(({ reference }) => reference),
  );
  const isStale = changes.some(({ reference, before, after }) => {
    const held = present.get(reference);
    return held && !sameValue(held, before) && !sameValue(held, after);
  });
  if (isStale)
    throw new ConnectorError('PLAN_STALE', { problem: `the values of ${writing.row.userName} have changed` });
}

/** What is known of the values that Omni took. */
const takenMessage = (outcomes: readonly AuditOutcome[]): string =>
  outcomes.includes('unverified') ? 'Accepted by Omni, and read back while no push runs.' : 'Written and read back.';

/** A row's outcome, from what became of each of its values. */
function settle({ job, row, superseded }: Writing, changes: readonly Change[]) {
  return async (queries: Queries, outcomes: ReadonlyMap<string, AuditOutcome>): Promise<void> => {
    const place = { jobId: job.record.id, index: row.index };
    const found = [...outcomes.values()];
    if (found.includes('interrupted')) {
      await tryLater(queries, job, row, new ConnectorError('OMNI_WRITE_UNCERTAIN'), changes);
      return;
    }
    const missing = [...outcomes.keys()].filter((reference) => !isTaken(outcomes.get(reference)));
    const taken = changes.filter(({ reference }) => isTaken(outcomes.get(reference)));
    const told =
      missing.length > 0 ? new ConnectorError('VALUE_NOT_APPLIED', { references: missing.join(', ') }) : superseded;
    const { code = '', message = takenMessage(found) } = told ?? {};
    await settleRow(queries, {
      ...place,
      code,
      message,
      state: taken.length > 0 ? 'changed' : 'failed',
      changes: taken,
    });
  };
}

async function send(writing: Writing, user: Pick<OmniUser, 'id' | 'userName'>, changes: readonly Change[]) {
  const { job, row, attributes, context } = writing;
  const verify = isReadBack(job.options.verify, row.index);
  await sendChanges(context, { user, changes, attributes, verify, settle: settle(writing, changes) });
}

/** The person came back under a new id, who holds nothing of what the plan saw: planned anew, for this row alone. */
async function sendToReturned(writing: Writing): Promise<void> {
  const { job, row, attributes, context, own } = writing;
  const user = await context.omni.findUser(row.userName);
  if (!user?.active || user.id === row.omniUserId)
    throw new ConnectorError('USER_NOT_FOUND', { userName: row.userName });
  const intents = readIntents(attributes, own, job.options.emptyText);
  const changes = wantedChanges(intents, attributes, shownValues(user, attributes), new Map());
  if (changes.length === 0) await settleUnchanged(writing, '', '');
  else await send(writing, user, changes);
}

/** Sets aside what a push that was accepted later asks as well: its values win. */
async function withoutLaterClaims(
  place: Pick<Writing, 'kind' | 'job' | 'row' | 'attributes' | 'context'>,
): Promise<Writing> {
  const { job, row, context } = place;
  const wish = { id: job.record.id, acceptedSeq: job.options.acceptedAs ?? job.record.acceptedSeq };
  const claims = await laterClaims(context.database, row.userName, Object.keys(row.input), wish);
  const own = Object.fromEntries(Object.entries(row.input).filter(([reference]) => !claims.has(reference)));
  const lost = row.changes.map(({ reference }) => reference).filter((reference) => claims.has(reference));
  const facts = { userName: row.userName, reference: lost.join(', ') };
  return { ...place, own, superseded: lost.length > 0 ? new ConnectorError('ROW_SUPERSEDED', facts) : undefined };
}

async function write(writing: Writing): Promise<void> {
  const { kind, job, row, own, superseded } = writing;
  const left = row.changes.filter(({ reference }) => Object.hasOwn(own, reference));
  if (superseded && left.length === 0) {
    await settleUnchanged(writing, superseded.code, superseded.message);
    return;
  }
  const changes = kind === 'undo' ? await stillUndoable(writing, left) : left;
  if (changes.length === 0) {
    await settleUnchanged(writing, '', 'Every value is restored already.');
    return;
  }
  if (job.options.reviewed) await stillAsReviewed(writing, changes);
  try {
    await send(writing, { id: row.omniUserId, userName: row.userName }, changes);
  } catch (thrown) {
    const isGone = thrown instanceof ConnectorError && thrown.code === 'USER_NOT_FOUND';
    if (!isGone || kind === 'undo' || job.options.reviewed) throw thrown;
    await sendToReturned(writing);
  }
}

/**
 * Writes one row that is ready, with nobody else writing to the user meanwhile.
 *
 * @throws ConnectorError when the row could not be written; what was recorded for it then is the caller's to decide,
 *   except for an uncertain write, which is recorded already
 */
export async function writeRow(
  kind: WriteKind,
  job: PushJob,
  row: PushRowRecord,
  attributes: Attributes,
): Promise<void> {
  await job.ask((context) =>
    withUserLease(context, row.userName, async () =>
      write(await withoutLaterClaims({ kind, job, row, attributes, context })),
    ),
  );
}
