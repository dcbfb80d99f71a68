import { channelsFor } from '../config/notifications.ts';
import { appendAudit } from '../store/audit.ts';
import { recordValues } from '../store/held-values.ts';
import { noteCondition } from '../store/notifications.ts';
import { doubtReferences, hasMoved } from '../store/user-values.ts';
import { markInterrupted } from '../store/write-intents.ts';
import { type Claimed, noteWrite, placeInPlace } from './claim-wish.ts';
import { LeaseLost } from './lease.ts';
import type { Sent } from './send-changes.ts';
import { auditEntries, type SeenValues, type WishOutcome, type WishResult, type Writing, widensOf } from './wish.ts';

const WRITES_NOT_SEEN = { condition: 'alarm', subject: 'writes-not-seen' } as const;

/**
 * Records what became of what was sent: the order moves in the same transaction, as long as the lease is still held.
 *
 * @throws LeaseLost: somebody else may have written; the note of this write stays until that is known
 */
export async function recordWish(
  writing: Writing,
  { changes, outcomes, sentBefore, known }: Claimed,
  sent: Sent,
  seen: SeenValues | undefined,
): Promise<WishResult> {
  const { context, lease, wish, earlier } = writing;
  const outcomeOf = (reference: string) => sent.outcomes.get(reference) ?? 'unverified';
  const result = {
    changes: [...sentBefore, ...changes],
    outcomes: new Map<string, WishOutcome>([...outcomes, ...sent.outcomes]),
    widens: widensOf(writing, [...sentBefore, ...changes]),
  };
  // Omni has accepted all of it: what it does not show yet it may show later, and then it stands before what is older.
  const moved = changes.map(({ reference, after }) => ({
    reference,
    wished: after,
    held: outcomeOf(reference) === 'verified' ? after : undefined,
    sent: true,
  }));
  const counted = [...outcomes].flatMap(([reference, outcome]) => (outcome === 'superseded' ? [] : [reference]));
  const count = (wanted: WishOutcome): number => changes.filter((one) => outcomeOf(one.reference) === wanted).length;
  const { isLast = false } = wish;
  // A request that broke off may still reach Omni: somebody looks again when it no longer can.
  const mayComeLate = sent.mayComeLate || earlier !== undefined;
  const written = { omniUserId: wish.user.id, references: counted, place: wish.place, moved };
  const intentId = mayComeLate ? undefined : wish.id;
  // Nothing else is to be locked before the end of the audit log: whoever locks it last waits for nobody who waits for
  // it.
  const isAuditNext = !wish.settle && count('not-applied') === 0;
  await context.database.transaction(async (queries) => {
    const recorded = await lease.renewedBy((renewal) =>
      recordValues(queries, { ...written, intentId, isAuditNext, lease: renewal }, isLast),
    );
    // Another wish was written meanwhile, under another name of the user: nobody knows which one reached Omni last, nor
    // whether what was in place still is.
    if (hasMoved(known, recorded.values, counted) || recorded.moved < moved.length) throw new LeaseLost();
    await placeInPlace(queries, writing, outcomes, seen);
    if (mayComeLate) await markInterrupted(queries, wish.id);
    else if (!recorded.isClosed) throw new LeaseLost();
    await wish.settle?.(queries, result);
    if (count('not-applied') > 0)
      await noteCondition(queries, channelsFor(context.settings.notifications, 'alarm'), WRITES_NOT_SEEN);
    const entries = [
      ...auditEntries(writing, sentBefore, () => 'verified'),
      ...auditEntries(writing, changes, outcomeOf),
    ];
    await appendAudit(queries, entries, recorded.head);
  });
  if (isLast) lease.givenBack();
  context.metrics.unverifiedWrites.inc(count('not-applied'));
  context.metrics.deferredWrites.inc(count('unverified'));
  return result;
}

/**
 * Records that nobody can tell what became of a write: its note stays, and whoever reads the user next settles it. The
 * lease may be lost by now, so nothing that was seen is recorded.
 */
export async function recordDoubt(writing: Writing, { changes, outcomes }: Claimed): Promise<void> {
  const { context, wish } = writing;
  const references = changes.map(({ reference }) => reference);
  const told = (outcome: WishOutcome): WishOutcome => (outcome === 'superseded' ? outcome : 'interrupted');
  const doubtful = new Map([...outcomes].map(([reference, outcome]) => [reference, told(outcome)]));
  await context.database.transaction(async (queries) => {
    await doubtReferences(queries, wish.user.id, references);
    await noteWrite(queries, writing, changes);
    await markInterrupted(queries, wish.id);
    await wish.settle?.(queries, { changes, outcomes: doubtful, widens: widensOf(writing, changes) });
    await appendAudit(
      queries,
      auditEntries(writing, changes, () => 'interrupted'),
    );
  });
}
