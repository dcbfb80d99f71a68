import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import type { EmptyText, Intent } from '../push/coerce.ts';
import { coercions, readIntents } from '../push/intents.ts';
import { saveVerifiedValues } from '../store/verified-values.ts';
import type { ApplyContext } from './context.ts';
import { judgeEvent, type SourceEvent, settleEvent } from './event-order.ts';
import { knownAttributes } from './known-attributes.ts';
import { isTaken, sendChanges } from './send-changes.ts';
import { withUserLease } from './user-lease.ts';
import { wantedChanges } from './wanted-changes.ts';
import { shownChange, type WriteResult, writeMessage } from './write-result.ts';

/** The values of one user as a caller asks for them. */
export interface UserWrite {
  readonly userName: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly emptyText: EmptyText;
  readonly dryRun: boolean;
  readonly event: SourceEvent;
}

/**
 * The user, who must exist and be active: what is written to a deactivated user is lost when they come back as a new one.
 *
 * @throws ConnectorError USER_NOT_FOUND, USER_INACTIVE, USER_AMBIGUOUS
 */
async function activeUser(context: ApplyContext, userName: string): Promise<OmniUser> {
  const user = await context.omni.findUser(userName);
  if (!user) throw new ConnectorError('USER_NOT_FOUND', { userName });
  if (!user.active) throw new ConnectorError('USER_INACTIVE', { userName });
  return user;
}

async function preview(
  context: ApplyContext,
  write: UserWrite,
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Attribute>,
  base: WriteResult,
): Promise<WriteResult> {
  const user = await activeUser(context, write.userName);
  const changes = await wantedChanges(context, user, intents, attributes);
  const known = user.shown !== undefined;
  return {
    ...base,
    omniUserId: user.id,
    userName: user.userName,
    changed: changes.length > 0,
    verified: known && changes.length === 0,
    message: changes.length === 0 ? 'Every value is already in place.' : 'Nothing was written: this was a dry run.',
    changes: changes.map((change) => shownChange(change, 'not-sent')),
  };
}

async function apply(
  context: ApplyContext,
  write: UserWrite,
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Attribute>,
  base: WriteResult,
): Promise<WriteResult> {
  const { userName, event } = write;
  const verdict = await judgeEvent(context.database, userName, event, intents);
  if (verdict.duplicate) {
    return { ...base, skippedReason: 'duplicate-event', message: 'This event was handled before.' };
  }
  const outdated = verdict.outdated.map((reference) => ({ reference, reason: 'older-event' as const }));
  const skipped = [...base.skipped, ...outdated];
  if (verdict.current.length === 0) {
    return {
      ...base,
      skipped,
      skippedReason: 'older-event',
      message: 'A newer event has written these values already.',
    };
  }
  const user = await activeUser(context, userName);
  const changes = await wantedChanges(context, user, verdict.current, attributes);
  const references = verdict.current.map(({ reference }) => reference);
  const found = { ...base, skipped, omniUserId: user.id, userName: user.userName };
  if (changes.length === 0) {
    const values = new Map(verdict.current.map(({ reference, value }) => [reference, value]));
    await context.database.transaction(async (queries) => {
      if (user.shown) await saveVerifiedValues(queries, user.id, values, context.clock.now());
      await settleEvent(queries, userName, event, { references, complete: true });
    });
    return { ...found, verified: user.shown !== undefined, message: writeMessage([]) };
  }
  const inPlace = references.filter((reference) => changes.every((change) => change.reference !== reference));
  const outcomes = await sendChanges(context, {
    user,
    changes,
    attributes,
    verify: true,
    settle: (queries, outcomes) => {
      const taken = [...outcomes.keys()].filter((reference) => isTaken(outcomes.get(reference)));
      const complete = taken.length === changes.length;
      return settleEvent(queries, userName, event, { references: [...inPlace, ...taken], complete });
    },
  });
  const results = [...outcomes.values()];
  return {
    ...found,
    changed: results.some((outcome) => outcome !== 'not-applied'),
    verified: results.every((outcome) => outcome === 'verified'),
    message: writeMessage(results),
    changes: changes.map((change) => shownChange(change, outcomes.get(change.reference) ?? 'unverified')),
  };
}

/**
 * Writes one user's values: only the references that were named, only where they differ, verified by reading back.
 *
 * @throws ConnectorError for bad values (nothing is written), for a user who is missing or inactive, and for Omni's
 *   failures
 */
export async function writeUserValues(context: ApplyContext, write: UserWrite): Promise<WriteResult> {
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
  if (write.dryRun) return await preview(context, write, intents, attributes, base);
  return await withUserLease(context, write.userName, () => apply(context, write, intents, attributes, base));
}
