import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { sameValue, showsWanted } from '../push/compare.ts';
import { isLater, isSamePlace, type Place } from '../push/place.ts';
import { appendAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { holdValues } from '../store/held-values.ts';
import { LATE_MS } from '../store/shown-late.ts';
import {
  hasMoved,
  heldOf,
  moveUserValues,
  seeUserValues,
  UNKNOWN_VALUE,
  type UserValues,
  valuesOfUser,
} from '../store/user-values.ts';
import { wishNow } from '../store/wish-clock.ts';
import { leaveNoted, markInterrupted, type OpenIntent } from '../store/write-intents.ts';
import { attributesNow } from './judge-look.ts';
import { LeaseLost } from './lease.ts';
import { ownValues } from './look-at-user.ts';
import { judgeChanges, shownValues } from './read-back.ts';
import type { SeenValues, Wish, WishResult, Writing } from './wish.ts';

/** Whose open writes are settled, under their lease. */
interface Settling extends Pick<Writing, 'context' | 'lease' | 'known'> {
  readonly asked: Pick<Wish, 'id' | 'user' | 'attributes' | 'seen'>;
}

/** What a look tells about a write whose outcome nobody has recorded. */
interface Finding {
  readonly intent: OpenIntent;
  /** It had its effect, and nobody has written since. */
  readonly done: readonly Change[];
  /** It had its effect after a later wish had had its own: what that one asked for is gone. */
  readonly overwritten: readonly {
    readonly reference: string;
    readonly place: Place;
    readonly value: AttributeValue;
  }[];
}

/** So long what Omni refuses is tried again: its definition may be another one by now, which takes it no more. */
const REFUSED_MS = 600_000;

const isNotedFor = ({ notedForMs }: OpenIntent, ms: number): boolean => (notedForMs ?? 0) >= ms;
/** Whether no request of a write can be on its way any more: what it has done is seen by now. */
const isOver = (intent: OpenIntent): boolean => isNotedFor(intent, LATE_MS);

/** @param shown undefined: Omni does not show values */
function judge(
  intent: OpenIntent,
  values: UserValues,
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  attributes: Wish['attributes'],
): Finding {
  const isPerhapsLate = ({ reference, after }: Change): boolean => {
    const attribute = attributes.get(reference);
    // Without a definition nothing could be sent.
    if (intent.outdated || !attribute) return false;
    // What nobody can see may have come late, and is put right once.
    return shown ? showsWanted(attribute, after, shown.get(reference) ?? []) : isOver(intent);
  };
  const newest = (reference: string) => values.get(reference) ?? UNKNOWN_VALUE;
  const outcomes = shown && judgeChanges(intent.changes, attributes, shown, false);
  const isDone = ({ reference }: Change): boolean =>
    outcomes?.get(reference) === 'verified' && !isLater(newest(reference).place, intent.place);
  return {
    intent,
    done: intent.changes.filter(isDone),
    overwritten: intent.changes.filter(isPerhapsLate).flatMap(({ reference, after }) => {
      const { place, wished } = newest(reference);
      const isOlder = !isLater(intent.place, place) && !isSamePlace(intent.place, place);
      return isOlder && wished && !sameValue(wished, after) ? [{ reference, place, value: wished }] : [];
    }),
  };
}

/**
 * What a look tells of values that these writes have named, and have not just taken: what is remembered of them may be
 * gone, also where nobody can tell which write has done that.
 */
function stillSeen(
  findings: readonly Finding[],
  values: UserValues,
  shown: ReadonlyMap<string, AttributeValue>,
  attributes: Wish['attributes'],
): SeenValues {
  const taken = new Set(findings.flatMap(({ done }) => done.map(({ reference }) => reference)));
  const named = findings.flatMap(({ intent }) => intent.changes.map(({ reference }) => reference));
  const references = [...new Set(named)].filter((reference) => !taken.has(reference));
  return ownValues(shown, heldOf(values), references, attributes);
}

/** Says in the audit log of a write that was cut off that it may have happened. */
export async function auditInterrupted(queries: Queries, { changes, ...who }: OpenIntent): Promise<void> {
  const { requestId, clientId, action, jobId, userName, omniUserId, at } = who;
  const entry = { requestId, clientId, action, jobId, userName, omniUserId, at, outcome: 'interrupted' } as const;
  await appendAudit(
    queries,
    changes.map((change) => ({ ...entry, ...change })),
  );
}

/**
 * The definitions of what open writes have named. Whoever comes by here may know only those of what it writes itself,
 * and what cannot be judged would be taken for settled.
 */
const definitionsOf = async (
  context: Settling['context'],
  known: Wish['attributes'],
  open: readonly OpenIntent[],
): Promise<Wish['attributes']> =>
  open.every(({ changes }) => changes.every(({ reference }) => known.has(reference)))
    ? known
    : await attributesNow(context, known);

/** The values first, then the audit log: whoever else locks both does it in this order. */
async function recordFindings(queries: Queries, findings: readonly Finding[], ownId: string): Promise<void> {
  for (const { intent, done } of findings) {
    const moved = done.map(({ reference, after }) => ({ reference, wished: after, held: after, sent: true }));
    await moveUserValues(queries, intent.omniUserId, intent.place, moved);
  }
  for (const { intent } of findings) {
    const isNew = intent.id !== ownId && intent.notedForMs === null;
    if (isNew && (await markInterrupted(queries, intent.id))) await auditInterrupted(queries, intent);
  }
}

/**
 * Writes again what older writes have replaced.
 *
 * @returns the references of what Omni refuses, which keeps nobody from writing something else
 */
async function putRight(
  { context, lease, known }: Pick<Writing, 'context' | 'lease' | 'known'>,
  { user, attributes, seen }: Pick<Wish, 'user' | 'attributes' | 'seen'>,
  lost: Finding['overwritten'],
  write: (writing: Writing) => Promise<WishResult>,
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  if (lost.length === 0) return refused;
  const { log, requestId } = context;
  log.warn({ requestId, values: lost.length }, 'an older write came late and is put right');
  // Several older writes may have replaced the same one.
  for (const { reference, place, value } of new Map(lost.map((one) => [one.reference, one])).values()) {
    const intents = [{ reference, value, coercedFrom: undefined }];
    const wish = { id: randomUUID(), user, place, intents, attributes, verify: true, seen };
    const repair = { context: { ...context, action: 'repair', jobId: '' }, lease, wish, known, earlier: undefined };
    await write(repair).catch((thrown: unknown) => {
      if (!(thrown instanceof ConnectorError && thrown.code === 'OMNI_REFUSED')) throw thrown;
      log.warn({ requestId, code: thrown.code }, 'a newer value could not be put right');
      refused.add(reference);
    });
  }
  return refused;
}

/**
 * Settles writes of a user whose outcome nobody has recorded, by a look at the user: their writers were stalled, cut
 * off, or could not tell. What such a write has done takes its place in the order; where it came after a later wish,
 * what that one asked for is written again, so that Omni holds the newest wish's value in the end.
 *
 * @param asked the wish that is to be written next, and the user where they were seen under this lease
 * @param known what was known before that
 * @param write writes without looking for open writes again; the audit names it "repair"
 * @returns the user as they are then, and what was known before they were seen; undefined: Omni no longer has them
 * @throws LeaseLost when somebody else may have written: begin anew
 */
export async function settleOpenIntents(
  { context, lease, asked, known }: Settling,
  open: readonly OpenIntent[],
  write: (writing: Writing) => Promise<WishResult>,
): Promise<{ readonly user: OmniUser; readonly known: UserValues } | undefined> {
  const { user } = asked;
  const attributes = await definitionsOf(context, asked.attributes, open);
  // Whoever was seen already was seen under this lease, a moment ago at most.
  const at = await wishNow(context.database);
  const seen = asked.seen ?? (await context.omni.readUser(user.id));
  if (!seen) return undefined;
  const shown = shownValues(seen, attributes);
  const findings = open.map((intent) => judge(intent, known, shown, attributes));
  const named = open.flatMap(({ changes }) => changes.map(({ reference }) => reference));
  const settled = await context.database.transaction(async (queries) => {
    const held = { omniUserId: user.id, references: named };
    const values = await lease.renewedBy((renewal) => holdValues(queries, { ...held, lease: renewal }));
    // Written under another name of the user, whose lease is another one: what was seen may be of before that.
    if (hasMoved(known, values, named)) throw new LeaseLost();
    await recordFindings(queries, findings, asked.id);
    if (shown) await seeUserValues(queries, user.id, stillSeen(findings, known, shown, attributes), at);
    return await valuesOfUser(queries, user.id);
  });
  // Nobody sees rows as a user who is switched off, and who comes back has a new id.
  const lost = seen.active ? findings.flatMap(({ overwritten }) => overwritten) : [];
  // It is owed to whoever has the values, whatever their name is by now.
  const refused = await putRight({ context, lease, known: settled }, { user: seen, attributes, seen }, lost, write);
  // Only now: what was to be put right could have failed or been cut off.
  for (const intent of open.filter((one) => isOver(one) && one.id !== asked.id)) {
    const owed = isNotedFor(intent, REFUSED_MS) ? [] : intent.changes.filter(({ reference }) => refused.has(reference));
    await leaveNoted(context.database, intent.id, owed, LATE_MS);
  }
  if (lost.length === 0) return { user: seen, known: settled };
  const then = await valuesOfUser(context.database, user.id);
  const repaired = await context.omni.readUser(user.id);
  return repaired && { user: repaired, known: then };
}
