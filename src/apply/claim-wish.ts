import type { Change } from '../push/changes.ts';
import { isLater, isSamePlace } from '../push/place.ts';
import { appendAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { claimValues, holdValues, placeValues } from '../store/held-values.ts';
import { placeUserValues } from '../store/placed-values.ts';
import { hasMoved, type MovedValue, moveUserValues, UNKNOWN_VALUE, type UserValues } from '../store/user-values.ts';
import { type FencedIntent, markInterrupted, openIntent } from '../store/write-intents.ts';
import { LeaseLost } from './lease.ts';
import {
  auditEntries,
  type SeenValues,
  type WishOutcome,
  type WishResult,
  type Writing,
  widensOf,
  withReasons,
} from './wish.ts';

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

/** What was found in place, as it is to be recorded. */
function foundInPlace({ wish }: Writing, outcomes: WishResult['outcomes'], seen: SeenValues): MovedValue[] {
  const isInPlace = (outcome: WishOutcome | undefined) => outcome === 'in-place' || outcome === 'verified';
  return wish.intents
    .filter(({ reference }) => isInPlace(outcomes.get(reference)))
    .map(({ reference, value }) => ({
      reference,
      wished: value,
      held: seen.get(reference),
      // What an earlier try has sent, and is seen now.
      sent: outcomes.get(reference) === 'verified',
    }));
}

/** Moves the order for what was found in place. What was seen of it is remembered. */
export async function placeInPlace(
  queries: Queries,
  writing: Writing,
  outcomes: WishResult['outcomes'],
  seen: SeenValues | undefined,
): Promise<void> {
  const { place, user } = writing.wish;
  const found = foundInPlace(writing, outcomes, seen ?? new Map());
  if (seen) await moveUserValues(queries, user.id, place, found);
  else
    await placeUserValues(
      queries,
      found.map((one) => ({ ...one, omniUserId: user.id, place })),
    );
}

/** What is noted of a write: what an earlier try has sent may still come, also where it is not sent again. */
function intentOf(writing: Writing, changes: readonly Change[]): FencedIntent {
  const { context, lease, wish, earlier } = writing;
  const { requestId, action, jobId = '', caller, clock } = context;
  const who = { id: wish.id, at: clock.now(), requestId, clientId: caller.clientId, action, jobId };
  const { id: omniUserId, userName } = wish.user;
  const isSentAgain = ({ reference }: Change) => changes.some((change) => change.reference === reference);
  const stillOpen = (earlier?.changes ?? []).filter((change) => !isSentAgain(change));
  return {
    ...who,
    userName,
    omniUserId,
    changes: [...stillOpen, ...withReasons(writing, changes)],
    lease,
    place: wish.place,
  };
}

/** Notes a write: before it leaves, and again where somebody else may have settled it while it was on its way. */
export const noteWrite = (queries: Queries, writing: Writing, changes: readonly Change[]): Promise<void> =>
  openIntent(queries, intentOf(writing, changes));

/** What an earlier try has sent: by its note, or by the place that it has taken, where the note is settled by now. */
function sentEarlier({ wish, earlier }: Writing, values: UserValues): readonly Change[] {
  const isOwn = ({ reference }: Change): boolean =>
    isSamePlace((values.get(reference) ?? UNKNOWN_VALUE).place, wish.place);
  const noted = earlier?.changes.map(({ reference, before, after }) => ({ reference, before, after }));
  return noted ?? wish.planned?.changes.filter(isOwn) ?? [];
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
  await wish.settle?.(queries, { changes, outcomes, widens: widensOf(writing, changes) });
  if (changes.length > 0) {
    await appendAudit(
      queries,
      auditEntries(writing, changes, () => 'verified'),
    );
  }
}

/**
 * The one place that asks the order: what a later wish has is left alone.
 *
 * @throws what `review` of the wish throws
 */
function askOrder(
  writing: Writing,
  changes: readonly Change[],
  seen: SeenValues | undefined,
  values: UserValues,
): Claimed {
  const { wish } = writing;
  const reviewed = wish.review && seen ? wish.review(changes, values, seen) : changes;
  const ours = reviewed.filter(({ reference }) => isOurs(writing, values, reference));
  const outcomeOf = (reference: string): WishOutcome => {
    if (!isOurs(writing, values, reference)) return 'superseded';
    return changes.some((change) => change.reference === reference) ? 'kept' : 'in-place';
  };
  const outcomes = new Map(wish.intents.map(({ reference }) => [reference, outcomeOf(reference)]));
  // What is in place was written by this wish where an earlier try has sent it, so that an undo restores it.
  const before = sentEarlier(writing, values).filter(({ reference }) => outcomes.get(reference) === 'in-place');
  for (const { reference } of before) outcomes.set(reference, 'verified');
  return { changes: ours, outcomes, sentBefore: before, known: values };
}

/** What is held while the order is asked. */
const heldBy = ({ wish }: Writing) => ({
  omniUserId: wish.user.id,
  references: wish.intents.map(({ reference }) => reference),
});

/**
 * Asks the order by what is known, and notes the write by one statement where that is so still.
 *
 * @returns undefined: it is not, or nothing is left to send
 * @throws LeaseLost
 */
async function claimAsKnown(
  writing: Writing,
  changes: readonly Change[],
  seen: SeenValues | undefined,
): Promise<Claimed | undefined> {
  const { context, lease, known } = writing;
  if (changes.length === 0 && seen) return await placeAsKnown(writing, seen);
  const claimed = askOrder(writing, changes, seen, known);
  if (claimed.changes.length === 0) return undefined;
  const intent = intentOf(writing, claimed.changes);
  const { values, isNoted } = await lease.renewedBy((renewal) =>
    claimValues(context.database, { ...heldBy(writing), lease: renewal }, intent, known),
  );
  return isNoted ? { ...claimed, known: values } : undefined;
}

/**
 * Asks the order by what is known, and records by one statement, with which the writer is done, what was found in place
 * where all is so still.
 *
 * @returns undefined: it is not, or there is more to do
 */
async function placeAsKnown(writing: Writing, seen: SeenValues): Promise<Claimed | undefined> {
  const { context, lease, wish, known } = writing;
  const claimed = askOrder(writing, [], seen, known);
  const moved = foundInPlace(writing, claimed.outcomes, seen);
  const { references, omniUserId } = heldBy(writing);
  const isAll = wish.isLast && !wish.settle && !writing.earlier && claimed.sentBefore.length === 0;
  if (!isAll || moved.length === 0 || !references.every((reference) => known.has(reference))) return undefined;
  const found = { lease, omniUserId, references, place: wish.place, moved };
  if (!(await placeValues(context.database, found, known))) return undefined;
  lease.givenBack();
  return claimed;
}

/**
 * Claims a write. Under the lease, which the transaction holds on to, the values of the user are locked, the order is
 * asked, and what is left is noted before it is sent. Where nothing is left to send the outcome is recorded.
 *
 * @param changes what differs from what is asked
 * @param seen what was seen of the user; undefined when the changes go by an earlier look
 * @throws LeaseLost; what `stillAsked` and `review` of the wish throw
 */
export async function claimWish(
  writing: Writing,
  changes: readonly Change[],
  seen: SeenValues | undefined,
): Promise<Claimed> {
  const { context, lease, wish, known } = writing;
  const asksMore = wish.stillAsked !== undefined || wish.review !== undefined;
  const asKnown = asksMore ? undefined : await claimAsKnown(writing, changes, seen);
  if (asKnown) return asKnown;
  const held = heldBy(writing);
  const isLast = wish.isLast === true && changes.length === 0;
  const claimed = await context.database.transaction(async (queries) => {
    const values = await lease.renewedBy((renewal) => holdValues(queries, { ...held, lease: renewal }, isLast));
    await wish.stillAsked?.(queries);
    // Written under another name of the user, whose lease is another one: what was seen may be of before that.
    if (hasMoved(known, values, held.references)) throw new LeaseLost();
    const asked = askOrder(writing, changes, seen, values);
    if (asked.changes.length === 0) await recordInPlace(queries, writing, asked, seen);
    else await noteWrite(queries, writing, asked.changes);
    return asked;
  });
  if (isLast) lease.givenBack();
  return claimed;
}
