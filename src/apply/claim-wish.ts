import type { Change } from '../push/changes.ts';
import { isLater, isSamePlace } from '../push/place.ts';
import { appendAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { placeUserValues } from '../store/placed-values.ts';
import { hasMoved, lockUserValues, moveUserValues, UNKNOWN_VALUE, type UserValues } from '../store/user-values.ts';
import { markInterrupted, openIntent } from '../store/write-intents.ts';
import { LeaseLost } from './lease.ts';
import { auditEntries, type SeenValues, type WishOutcome, type WishResult, type Writing, widensOf } from './wish.ts';

/** What is left to send after the order was asked; the outcomes of everything else are known by then. */
export interface Claimed {
  readonly changes: readonly Change[];
  readonly outcomes: ReadonlyMap<string, WishOutcome>;
  /** What an earlier try has sent, as far as it is in place. */
  readonly sentBefore: readonly Change[];
  /** What is known of the values, before anything is sent. */
  readonly known: UserValues;
}

/** Whether no later wish has this value. */
export const isOurs = ({ wish }: Pick<Writing, 'wish'>, values: UserValues, reference: string): boolean =>
  !isLater((values.get(reference) ?? UNKNOWN_VALUE).place, wish.place);

/** Moves the order for what was found in place. What was seen of it is remembered. */
export async function placeInPlace(
  queries: Queries,
  { wish }: Writing,
  outcomes: WishResult['outcomes'],
  seen: SeenValues | undefined,
): Promise<void> {
  const omniUserId = wish.user.id;
  const isInPlace = (reference: string) => ['in-place', 'verified'].includes(outcomes.get(reference) ?? '');
  const found = wish.intents.filter(({ reference }) => isInPlace(reference));
  const placed = found.map(({ reference, value }) => ({ omniUserId, reference, wished: value, place: wish.place }));
  if (!seen) return await placeUserValues(queries, placed);
  const moved = placed.map(({ reference, wished }) => ({
    reference,
    wished,
    held: seen.get(reference),
    // What an earlier try has sent, and is seen now.
    sent: outcomes.get(reference) === 'verified',
  }));
  await moveUserValues(queries, omniUserId, wish.place, moved);
}

/**
 * Notes a write: before it leaves, and again where somebody else may have settled it while it was on its way. What an
 * earlier try has sent may still come, also where it is not sent again.
 */
export async function noteWrite(
  queries: Queries,
  { context, lease, wish, earlier }: Writing,
  changes: readonly Change[],
): Promise<void> {
  const { requestId, action, jobId = '', caller, clock } = context;
  const who = { id: wish.id, at: clock.now(), requestId, clientId: caller.clientId, action, jobId };
  const { id: omniUserId, userName } = wish.user;
  const isSentAgain = ({ reference }: Change) => changes.some((change) => change.reference === reference);
  const stillOpen = (earlier?.changes ?? []).filter((change) => !isSentAgain(change));
  const noted = [...stillOpen, ...changes];
  await openIntent(queries, { ...who, userName, omniUserId, changes: noted, lease, place: wish.place });
}

/** What an earlier try has sent: by its note, or by the place that it has taken, where the note is settled by now. */
function sentEarlier({ wish, earlier }: Writing, values: UserValues): readonly Change[] {
  const isOwn = ({ reference }: Change): boolean =>
    isSamePlace((values.get(reference) ?? UNKNOWN_VALUE).place, wish.place);
  return earlier?.changes ?? wish.planned?.changes.filter(isOwn) ?? [];
}

/** Records what needed no request: what the wish asks was seen after it was accepted. */
async function recordInPlace(
  queries: Queries,
  writing: Writing,
  { outcomes, sentBefore: changes }: Pick<Claimed, 'outcomes' | 'sentBefore'>,
  seen: SeenValues | undefined,
): Promise<void> {
  const { wish, earlier } = writing;
  await placeInPlace(queries, writing, outcomes, seen);
  if (earlier) await markInterrupted(queries, wish.id);
  await wish.settle(queries, { changes, outcomes, widens: widensOf(writing, changes) });
  if (changes.length > 0) {
    await appendAudit(
      queries,
      auditEntries(writing, changes, () => 'verified'),
    );
  }
}

/**
 * The one place that asks the order. Under the lease, which the transaction holds on to, the values of the user are
 * locked, what a later wish has is left alone, and the rest is noted before it is sent. Where nothing is left to send
 * the outcome is recorded.
 *
 * @param changes what differs from what is asked
 * @param seen what was seen of the user; undefined when the changes go by an earlier look
 * @throws LeaseLost; what `stillAsked` and `review` of the wish throw
 */
export function claimWish(
  writing: Writing,
  changes: readonly Change[],
  seen: SeenValues | undefined,
): Promise<Claimed> {
  const { context, lease, wish, known } = writing;
  const references = wish.intents.map(({ reference }) => reference);
  return context.database.transaction(async (queries) => {
    await lease.renew(queries);
    await wish.stillAsked?.(queries);
    const values = await lockUserValues(queries, wish.user.id, references);
    // Written under another name of the user, whose lease is another one: what was seen may be of before that.
    if (hasMoved(known, values, references)) throw new LeaseLost();
    const reviewed = wish.review && seen ? wish.review(changes, values, seen) : changes;
    const ours = reviewed.filter(({ reference }) => isOurs(writing, values, reference));
    const outcomeOf = (reference: string): WishOutcome => {
      if (!isOurs(writing, values, reference)) return 'superseded';
      return changes.some((change) => change.reference === reference) ? 'kept' : 'in-place';
    };
    const outcomes = new Map(references.map((reference) => [reference, outcomeOf(reference)]));
    // What is in place was written by this wish where an earlier try has sent it, so that an undo restores it.
    const before = sentEarlier(writing, values).filter(({ reference }) => outcomes.get(reference) === 'in-place');
    for (const { reference } of before) outcomes.set(reference, 'verified');
    const claimed = { changes: ours, outcomes, sentBefore: before, known: values };
    if (ours.length === 0) await recordInPlace(queries, writing, claimed, seen);
    else await noteWrite(queries, writing, ours);
    return claimed;
  });
}
