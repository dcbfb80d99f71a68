import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import { wantedChanges } from '../push/changes.ts';
import type { EmptyText, Intent } from '../push/coerce.ts';
import { coercions, readIntents } from '../push/intents.ts';
import type { Place } from '../push/place.ts';
import { noteSeenEvent, seenReferences } from '../store/seen-events.ts';
import { takePlace } from '../store/take-place.ts';
import { rememberedValues } from '../store/user-values.ts';
import type { ApplyContext } from './context.ts';
import { knownAttributes } from './known-attributes.ts';
import { type Lease, LeaseLost } from './lease.ts';
import { shownValues } from './read-back.ts';
import { inDoubt } from './send-changes.ts';
import type { SourceEvent } from './source-event.ts';
import { withUserLease } from './user-lease.ts';
import type { WishResult } from './wish.ts';
import { shownChange, type WriteResult, writeMessage } from './write-result.ts';
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
interface ReadWrite extends UserWrite {
  readonly intents: readonly Intent[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The answer as far as it is known without a look at the user. */
  readonly base: WriteResult;
}

/**
 * The user, who must exist and be active: what is written to a deactivated user is lost when they come back as a new
 * one.
 *
 * @throws ConnectorError USER_NOT_FOUND, USER_INACTIVE, USER_AMBIGUOUS
 */
async function activeUser(context: ApplyContext, userName: string): Promise<OmniUser> {
  const user = await context.omni.findUser(userName);
  if (!user) throw new ConnectorError('USER_NOT_FOUND', { userName });
  if (!user.active) throw new ConnectorError('USER_INACTIVE', { userName });
  return user;
}

async function preview(context: ApplyContext, write: ReadWrite): Promise<WriteResult> {
  const { userName, intents, attributes, base } = write;
  const user = await activeUser(context, userName);
  const remembered = await rememberedValues(context.database, user.id);
  const changes = wantedChanges(intents, attributes, shownValues(user, attributes), remembered);
  return {
    ...base,
    omniUserId: user.id,
    userName: user.userName,
    changed: changes.length > 0,
    verified: user.shown !== undefined && changes.length === 0,
    message: changes.length === 0 ? 'Every value is already in place.' : 'Nothing was written: this was a dry run.',
    changes: changes.map((change) => shownChange(change, 'not-sent')),
  };
}

/** Whether an event has had its effect on a value: a later delivery of it finds nothing to do there. */
const isSettled = (outcome: string): boolean => outcome !== 'not-applied' && outcome !== 'interrupted';

/** The answer for a user who was looked at. */
function answerOf({ base, event }: ReadWrite, user: OmniUser, { changes, outcomes }: WishResult): WriteResult {
  const lost = [...outcomes].filter(([, outcome]) => outcome === 'superseded').map(([reference]) => reference);
  const reason = event.time === undefined ? 'superseded' : 'older-event';
  const skipped = [...base.skipped, ...lost.map((reference) => ({ reference, reason }) as const)];
  if (lost.length === outcomes.size) {
    const message =
      reason === 'older-event'
        ? 'Something later than this event has set these values already: a newer event, a call or a push.'
        : 'These values were asked for anew meanwhile: the later wish counts.';
    return { ...base, skipped, skippedReason: reason, message };
  }
  const sent = changes.map(({ reference }) => outcomes.get(reference));
  const results = sent.filter((one) => one === 'verified' || one === 'unverified' || one === 'not-applied');
  const seen = [...outcomes.values()].filter((outcome) => outcome !== 'superseded');
  return {
    ...base,
    skipped,
    omniUserId: user.id,
    userName: user.userName,
    changed: results.some((outcome) => outcome !== 'not-applied'),
    verified: seen.every((outcome) => outcome === 'verified' || (outcome === 'in-place' && user.shown !== undefined)),
    message: writeMessage(results),
    changes: changes.map((change, index) => shownChange(change, results[index] ?? 'unverified')),
  };
}

async function apply(context: ApplyContext, lease: Lease, write: ReadWrite, id: string, place: Place) {
  const { userName, event, attributes, base } = write;
  const named = write.intents.map(({ reference }) => reference);
  const repeated = event.id === undefined ? [] : await seenReferences(context.database, userName, event.id, named);
  const duplicates = [...repeated].map((reference) => ({ reference, reason: 'duplicate-event' }) as const);
  const intents = write.intents.filter(({ reference }) => !duplicates.some((one) => one.reference === reference));
  const told = { ...write, base: { ...base, skipped: [...base.skipped, ...duplicates] } };
  if (intents.length === 0) {
    return { ...told.base, skippedReason: 'duplicate-event' as const, message: 'This event was handled before.' };
  }
  const user = await activeUser(context, userName);
  const result = await writeWish(context, lease, {
    id,
    user,
    place,
    intents,
    attributes,
    verify: true,
    seen: user,
    async settle(queries, { outcomes }) {
      const settled = [...outcomes].filter(([, outcome]) => isSettled(outcome)).map(([reference]) => reference);
      if (event.id !== undefined) await noteSeenEvent(queries, userName, event.id, settled);
    },
  });
  return answerOf(told, user, result);
}

/**
 * Writes one user's values: only the references that were named, only where they differ, verified by reading back; and
 * only where no later wish has been.
 *
 * @throws ConnectorError for bad values (nothing is written), for a user who is missing or inactive, and for Omni's
 *   failures
 */
export async function writeUserValues(context: ApplyContext, write: UserWrite): Promise<WriteResult> {
  // Accepted now: whoever asks from here on asks later.
  const place = write.dryRun ? undefined : await placeOf(context, write);
  const attributes = await knownAttributes(context, Object.keys(write.values));
  const intents = readIntents(attributes, write.values, write.emptyText);
  const named = new Set(intents.map(({ reference }) => reference));
  const ignored = Object.keys(write.values).filter((reference) => !named.has(reference));
  const base: WriteResult = {
    omniUserId: '',
    userName: write.userName,
    changed: false,
    verified: false,
    skippedReason: '',
    message: '',
    changes: [],
    coerced: coercions(intents),
    skipped: ignored.map((reference) => ({ reference, reason: 'empty-text' as const })),
  };
  if (intents.length === 0) return { ...base, skippedReason: 'no-values', message: 'There was no value to write.' };
  const read = { ...write, intents, attributes, base };
  if (!place) return await preview(context, read);
  return await applyUntilHeld(context, read, place);
}

/** As `apply`, anew as often as the lease is lost on the way. */
async function applyUntilHeld(context: ApplyContext, write: ReadWrite, place: Place): Promise<WriteResult> {
  const id = randomUUID();
  let mayBeSent = false;
  try {
    return await withUserLease(context, write.userName, (lease) =>
      apply(context, lease, write, id, place).catch((thrown: unknown) => {
        if (thrown instanceof LeaseLost) mayBeSent ||= thrown.mayBeSent;
        throw thrown;
      }),
    );
  } catch (thrown) {
    // Most errors say that nothing was written.
    throw mayBeSent && thrown instanceof ConnectorError ? inDoubt(thrown) : thrown;
  }
}

/** Of an event its own time, and of a call that is repeated under its Idempotency-Key that of the first one. */
async function placeOf({ database, place }: ApplyContext, { event, place: given }: UserWrite): Promise<Place> {
  if (given) return given;
  return event.time === undefined && place ? place : await takePlace(database, event.time);
}
