import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import type { EmptyText, Intent } from '../push/coerce.ts';
import { coercions, readIntents } from '../push/intents.ts';
import { isLater, type Place } from '../push/place.ts';
import { valueWarnings } from '../push/value-warnings.ts';
import { userLease } from '../store/leases.ts';
import { seenReferences } from '../store/seen-events.ts';
import { acceptCall, takePlace } from '../store/take-place.ts';
import { heldOf, UNKNOWN_VALUE, valuesOfUser } from '../store/user-values.ts';
import { wishNow } from '../store/wish-clock.ts';
import { accessJudge } from './access-judge.ts';
import { activeUser, userToWrite } from './active-user.ts';
import type { ApplyContext } from './context.ts';
import { judgeLook } from './judge-look.ts';
import { knownAttributes } from './known-attributes.ts';
import { askForLease, Lease, LeaseLost } from './lease.ts';
import { noteEvent } from './note-event.ts';
import { shownValues } from './read-back.ts';
import { inDoubt } from './send-changes.ts';
import { isSentAnyway, withSentAnyway } from './sent-anyway.ts';
import type { SourceEvent } from './source-event.ts';
import { withUserLease } from './user-lease.ts';
import type { WishResult } from './wish.ts';
import { nothingWritten, shownChange, type WriteResult, writeMessage } from './write-result.ts';
import { writeWish } from './write-wish.ts';

/** The values of one user as a caller asks for them. */
export interface UserWrite {
  readonly userName: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly emptyText: EmptyText;
  readonly dryRun: boolean;
  readonly event: SourceEvent;
  /** Where the values were read elsewhere: of before that; left out, of now. */
  readonly place?: Place | undefined;
}

/** A write whose values were read. */
export interface ReadWrite extends UserWrite {
  readonly intents: readonly Intent[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The answer as far as it is known without a look at the user. */
  readonly base: WriteResult;
}

/** The answer with what a later wish has; with a reason of its own where that is everything. */
function withLost(
  { base, event, intents }: ReadWrite,
  lost: readonly string[],
): { readonly base: WriteResult; readonly isOver: boolean } {
  const reason = event.time === undefined ? 'superseded' : 'older-event';
  const skipped = [...base.skipped, ...lost.map((reference) => ({ reference, reason }) as const)];
  if (lost.length < intents.length) return { base: { ...base, skipped }, isOver: false };
  const message =
    reason === 'older-event'
      ? 'Something later than this event has set these values already: a newer event, a call or a push.'
      : 'These values were asked for anew meanwhile: the later wish counts.';
  return { base: { ...base, skipped, skippedReason: reason, message }, isOver: true };
}

/** The answer for a user who was looked at. */
function answerOf(write: ReadWrite, user: OmniUser, { changes, outcomes, widens }: WishResult): WriteResult {
  const lost = [...outcomes].filter(([, outcome]) => outcome === 'superseded').map(([reference]) => reference);
  const { base, isOver } = withLost(write, lost);
  if (isOver) return base;
  const sent = changes.map(({ reference }) => outcomes.get(reference));
  const results = sent.filter((one) => one === 'verified' || one === 'unverified' || one === 'not-applied');
  const seen = [...outcomes.values()].filter((outcome) => outcome !== 'superseded');
  return {
    ...base,
    omniUserId: user.id,
    userName: user.userName,
    changed: results.some((outcome) => outcome !== 'not-applied'),
    verified: seen.every((outcome) => outcome === 'verified' || (outcome === 'in-place' && user.shown !== undefined)),
    message: writeMessage(results),
    changes: changes.map((change, index) => shownChange(change, results[index] ?? 'unverified')),
    widens: [...widens],
  };
}

/** Without the values for which this event was handled before; no intent is left where that is every one. */
async function withoutDuplicates({ database }: ApplyContext, write: ReadWrite): Promise<ReadWrite> {
  const { userName, event, base } = write;
  if (event.id === undefined) return write;
  const named = write.intents.map(({ reference }) => reference);
  const repeated = await seenReferences(database, userName, event.id, named);
  const duplicates = [...repeated].map((reference) => ({ reference, reason: 'duplicate-event' }) as const);
  const intents = write.intents.filter(({ reference }) => !repeated.has(reference));
  const skipped = [...base.skipped, ...duplicates];
  if (intents.length > 0) return { ...write, intents, base: { ...base, skipped } };
  const message = 'This event was handled before.';
  return { ...write, intents, base: { ...base, skipped, skippedReason: 'duplicate-event', message } };
}

/** The place that a dry run of now would have if it were no dry run; its number would be the next. */
function nextPlace({ place }: ApplyContext, { event }: UserWrite, now: number): Place {
  const acceptedAt = place?.at ?? now;
  return { at: Math.min(event.time ?? acceptedAt, acceptedAt), seq: place?.seq ?? Number.MAX_SAFE_INTEGER };
}

/** What the same call would do now if it were no dry run. */
async function preview(context: ApplyContext, asked: ReadWrite): Promise<WriteResult> {
  const write = await withoutDuplicates(context, asked);
  if (write.intents.length === 0) return write.base;
  const { userName, attributes } = write;
  const now = await wishNow(context.database);
  const user = await activeUser(context, userName);
  const values = await valuesOfUser(context.database, user.id);
  const place = nextPlace(context, write, now);
  const isLost = ({ reference }: Intent) => isLater((values.get(reference) ?? UNKNOWN_VALUE).place, place);
  const lost = write.intents.filter(isLost).map(({ reference }) => reference);
  const { base, isOver } = withLost(write, lost);
  if (isOver) return base;
  const intents = write.intents.filter((intent) => !isLost(intent));
  const shown = shownValues(user, attributes);
  const judged = await judgeLook(context, { intents, attributes, shown, remembered: heldOf(values) });
  const judgedBy = judged.attributes;
  const changes = withSentAnyway(judged.changes, intents, shown, (intent) => isSentAnyway(values, intent, now));
  const access = await accessJudge(
    context.database,
    changes.map(({ reference }) => reference),
  );
  return {
    ...base,
    omniUserId: user.id,
    userName: user.userName,
    changed: changes.length > 0,
    verified: user.shown !== undefined && changes.length === 0,
    message: changes.length === 0 ? 'Every value is already in place.' : 'Nothing was written: this was a dry run.',
    changes: changes.map((change) => shownChange(change, 'not-sent')),
    widens: access.widens(changes, judgedBy, user.shown !== undefined),
  };
}

async function apply(context: ApplyContext, lease: Lease, asked: ReadWrite, id: string, place: Place) {
  if (asked.intents.length === 0) return asked.base;
  const write = await withoutDuplicates(context, asked);
  if (write.intents.length === 0) return write.base;
  const { userName, event, intents, attributes } = write;
  const user = await userToWrite(context, userName);
  const result = await writeWish(context, lease, {
    id,
    user,
    place,
    intents,
    attributes,
    verify: true,
    seen: user,
    isLast: true,
    ...noteEvent(userName, event),
  });
  return answerOf(write, user, result);
}

/**
 * Reads the values of a call by their definitions; no intent is left where there is nothing to write.
 *
 * @throws ConnectorError for bad values, and for Omni's failures
 */
export async function readValues(context: ApplyContext, write: UserWrite): Promise<ReadWrite> {
  const { userName, values, emptyText } = write;
  const references = Object.keys(values);
  const attributes = await knownAttributes(context, references);
  const intents = readIntents(attributes, values, emptyText);
  const named = new Set(intents.map(({ reference }) => reference));
  const ignored = references.filter((reference) => !named.has(reference));
  const nothing = { skippedReason: 'no-values', message: 'There was no value to write.' } as const;
  const base: WriteResult = {
    ...nothingWritten(userName),
    coerced: coercions(intents),
    warnings: valueWarnings(intents, attributes),
    skipped: ignored.map((reference) => ({ reference, reason: 'empty-text' as const })),
    ...(intents.length === 0 && nothing),
  };
  return { ...write, intents, attributes, base };
}

/**
 * Writes one user's values: only the references that were named, only where they differ, verified by reading back; and
 * only where no later wish has been.
 *
 * @throws ConnectorError for bad values (nothing is written), for a user who is missing or inactive, and for Omni's
 *   failures
 */
export async function writeUserValues(context: ApplyContext, write: UserWrite): Promise<WriteResult> {
  if (write.dryRun) {
    const read = await readValues(context, write);
    return read.intents.length === 0 ? read.base : await preview(context, read);
  }
  // Accepted now: whoever asks from here on asks later.
  const { place, lease } = await accept(context, write);
  if (lease) return await applyUntilHeld(context, write, () => readValues(context, write), place, lease);
  // A mistake is told at once, and not when the user is free.
  const read = await readValues(context, write);
  return await applyUntilHeld(context, write, async () => read, place);
}

/** The place of a call, and the lease of its user where that is free. */
async function accept(
  context: ApplyContext,
  write: UserWrite,
): Promise<{ readonly place: Place; readonly lease?: Lease | undefined }> {
  const { database, clock } = context;
  if (write.place) return { place: write.place };
  const asked = askForLease(userLease(write.userName), clock);
  const { place, lease } = await acceptCall(database, acceptedCall(context, write), asked);
  return { place, lease: lease && new Lease(context, lease, asked.askedAt) };
}

/** As `apply`, anew as often as the lease is lost on the way. */
async function applyUntilHeld(
  context: ApplyContext,
  { userName }: UserWrite,
  read: () => Promise<ReadWrite>,
  place: Place,
  taken?: Lease,
): Promise<WriteResult> {
  const id = randomUUID();
  let mayBeSent = false;
  try {
    const work = async (lease: Lease) => await apply(context, lease, await read(), id, place);
    return await withUserLease(
      context,
      userName,
      (lease) =>
        work(lease).catch((thrown: unknown) => {
          if (thrown instanceof LeaseLost) mayBeSent ||= thrown.mayBeSent;
          throw thrown;
        }),
      taken,
    );
  } catch (thrown) {
    // Most errors say that nothing was written.
    throw mayBeSent && thrown instanceof ConnectorError ? inDoubt(thrown) : thrown;
  }
}

/**
 * The place of a call: of an event its own time, of a call that is repeated under its Idempotency-Key that of the first
 * one, of what was read elsewhere that of before the read.
 */
export const callPlace = async (context: ApplyContext, write: UserWrite): Promise<Place> =>
  write.place ?? (await takePlace(context.database, acceptedCall(context, write)));

const acceptedCall = ({ place }: ApplyContext, { userName, values, event }: UserWrite) => ({
  userName,
  references: Object.keys(values),
  happenedAt: event.time,
  first: place,
});
