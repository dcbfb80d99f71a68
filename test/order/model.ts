import type { AttributeValue } from '../../src/push/attribute.ts';
import { sameValue } from '../../src/push/compare.ts';
import { isLater, NO_PLACE, type Place } from '../../src/push/place.ts';
import type { UserValue } from '../../src/store/user-values.ts';
import type { Effect, SentWrite } from './support/fake-omni.ts';

/** What a caller was told of one value; undefined: nothing, since the process died, or an error. */
export type Told =
  | 'verified'
  | 'unverified'
  | 'in-place'
  | 'superseded'
  | 'duplicate'
  | 'not-applied'
  | 'kept'
  /** Of a row that tells of its other values: in place, or left to a later wish. */
  | 'untold'
  /** An error that says that nothing was written. */
  | 'refused'
  | undefined;

/** One value that was asked for. Steps are those of the world. */
export interface AskedValue {
  /** Of the call or the job. */
  readonly by: string;
  readonly user: string;
  readonly reference: string;
  readonly value: AttributeValue;
  /** Undefined: it was never accepted. */
  readonly place: Place | undefined;
  readonly acceptedAt: number;
  readonly told: Told;
  readonly toldAt: number;
  readonly eventId?: string | undefined;
  /** Of a job. */
  readonly isRow?: boolean;
  /** Of a row that says so: in place as of a look before, which who changes values by hand may have made wrong. */
  readonly isRemembered?: boolean;
  /** Of an undo: the place of what it takes back. */
  readonly undoes?: Place | undefined;
}

/** All that happened, once everything has come to rest. */
export interface Played {
  readonly asked: readonly AskedValue[];
  readonly effects: readonly Effect[];
  readonly sent: readonly SentWrite[];
  readonly ignored: readonly SentWrite[];
  /** By user and reference, what the connector knows in the end. */
  readonly known: ReadonlyMap<string, ReadonlyMap<string, UserValue>>;
  /** What left although somebody else had the lease by then. */
  readonly strays: readonly string[];
  /** Whether Omni shows what users hold. */
  readonly shows: boolean;
  readonly hasDefault: boolean;
  readonly openIntents: number;
  readonly openRows: number;
}

type Key = Pick<AskedValue, 'user' | 'reference'>;

const isSameKey = (one: Key, other: Key): boolean => one.user === other.user && one.reference === other.reference;
const name = ({ by, user, reference, value, place }: AskedValue): string =>
  `${by} (${user} ${reference} = [${value}], place ${place?.at} ${place?.seq})`;

/** Whether Omni held a value at some moment between two steps. */
function wasHeld(effects: readonly Effect[], key: Key, value: AttributeValue, from: number, to: number): boolean {
  const own = effects.filter((one) => isSameKey(one, key));
  const before = own.findLast(({ step }) => step <= from)?.value ?? [];
  return (
    sameValue(before, value) || own.some((one) => one.step > from && one.step <= to && sameValue(one.value, value))
  );
}

/** From which step on a value that was told as in place must have been held at some moment. */
const heldFrom = ({ isRemembered, acceptedAt }: AskedValue): number => (isRemembered ? 0 : acceptedAt);

const isDone = ({ told }: AskedValue): boolean => told === 'verified' || told === 'in-place';

/** Whether a wish has written its value. */
const hasEffect = ({ effects }: Played, one: AskedValue): boolean =>
  effects.some((effect) => isSameKey(effect, one) && effect.by === one.by && sameValue(effect.value, one.value));

const isAmong = (writes: readonly SentWrite[], one: AskedValue): boolean =>
  writes.some(({ by, user, references }) => by === one.by && user === one.user && references.includes(one.reference));

/**
 * Whether a wish may count: it was sent, or seen in place, which a call may have done whose process died before it
 * could tell. What was only asked for does not. Not every world knows who has sent what, so what was told counts, too.
 */
const mayCount = (played: Played, one: AskedValue): boolean =>
  isDone(one) ||
  one.told === 'unverified' ||
  one.told === 'untold' ||
  (one.told === undefined && !one.isRow) ||
  isAmong(played.sent, one);

const placeOf = ({ place }: AskedValue): Place => place ?? NO_PLACE;

/**
 * Whether a wish stands behind another one. Which of two deliveries of one event came later only the database knows.
 */
const mayBeLater = (one: AskedValue, other: AskedValue): boolean =>
  isLater(placeOf(one), placeOf(other)) || (one.eventId !== undefined && one.eventId === other.eventId);

/** No answer claims more than was so. */
function judgeAnswer(played: Played, one: AskedValue): string[] {
  const { told, toldAt } = one;
  if (isDone(one) && !wasHeld(played.effects, one, one.value, heldFrom(one), toldAt)) {
    return [`${name(one)} was told ${told}, and Omni never held it between its acceptance and its answer`];
  }
  if (told === 'in-place' && one.isRow && hasEffect(played, one)) {
    return [`${name(one)} was written by its job and told unchanged, so that an undo would leave it`];
  }
  const others = played.asked.filter((other) => other !== one && isSameKey(other, one));
  if (told === 'superseded') {
    const isReason = (other: AskedValue) =>
      mayBeLater(other, one) &&
      mayCount(played, other) &&
      (other.told === 'unverified' ||
        isAmong(played.ignored, other) ||
        wasHeld(played.effects, other, other.value, heldFrom(other), toldAt));
    if (others.some(isReason)) return [];
    const effects = played.effects.filter((effect) => isSameKey(effect, one));
    const known = played.known.get(one.user)?.get(one.reference);
    const seen = JSON.stringify({ one, others, effects, known });
    return [`${name(one)} was told superseded, and no later wish has counted by then: ${seen}`];
  }
  // Before its own turn it may have put right what a later wish has asked for.
  const mayBeRepair = (other: AskedValue) =>
    mayBeLater(other, one) && mayCount(played, other) && sameValue(other.value, one.value);
  if (told === 'refused' && hasEffect(played, one) && !others.some(mayBeRepair))
    return [`${name(one)} was refused, and has written`];
  if (told === 'duplicate') {
    const isFirst = (other: AskedValue) => other.eventId === one.eventId && other.acceptedAt < toldAt;
    return others.some(isFirst) ? [] : [`${name(one)} was told that it was handled before, and it was not`];
  }
  return [];
}

/** An undo leaves alone what another wish has written since; one that found the job's value in place has not. */
function judgeUndo(played: Played, one: AskedValue): string[] {
  const { undoes, place } = one;
  if (!undoes || !place || !hasEffect(played, one)) return [];
  return played.asked
    .filter((other) => isSameKey(other, one) && isDone(other) && hasEffect(played, other))
    .filter((other) => other.toldAt < one.acceptedAt && !other.undoes)
    .filter((other) => isLater(placeOf(other), undoes) && isLater(place, placeOf(other)))
    .map((other) => `${name(one)} has taken back what ${name(other)} wrote later`);
}

/** Whether the newest wish that the connector knows of may differ from what Omni holds. */
function mayBeUnknown(played: Played, own: readonly AskedValue[], later: readonly AskedValue[], held: AttributeValue) {
  // It was accepted, and could have come late.
  const isIgnored = own.some((one) => isAmong(played.ignored, one));
  // Nobody can know that a write has happened whose sender could not tell, where values are not shown, or where what
  // is shown after a clear is the default that the user held.
  const isUnseen = (!played.shows || played.hasDefault) && later.some(({ value }) => sameValue(value, held));
  return isIgnored || isUnseen;
}

/** In the end Omni holds what the newest wish asked for that was done, or that may have been. */
function judgeEnd(played: Played, key: Key): string[] {
  const own = played.asked.filter((one) => isSameKey(one, key));
  const effects = played.effects.filter((one) => isSameKey(one, key));
  const held = effects.at(-1)?.value ?? [];
  const where = `${key.user} ${key.reference}`;
  const known = played.known.get(key.user)?.get(key.reference);
  const byHand = effects.some(({ by, step }) => by === '' && step > 0);
  const problems: string[] = [];
  if (known?.held && known.readAt && !byHand && !sameValue(known.held, held)) {
    problems.push(`${where} holds [${held}], and [${known.held}] is remembered`);
  }
  if (byHand) return problems;
  const done = own.filter((one) => isDone(one) || (one.told === 'unverified' && hasEffect(played, one)));
  const [newest] = done.toSorted((one, other) => (isLater(placeOf(one), placeOf(other)) ? -1 : 1));
  // What Omni has accepted and not shown stands before what is older, and a repair writes it.
  const mayStand = (one: AskedValue): boolean =>
    one.told === 'unverified' || hasEffect(played, one) || isAmong(played.ignored, one);
  const unsure = own.filter((one) => !done.includes(one) && mayStand(one));
  const later = newest ? unsure.filter((one) => isLater(placeOf(one), placeOf(newest))) : unsure;
  const allowed = newest ? [newest.value] : [effects[0]?.value ?? []];
  allowed.push(...later.map(({ value }) => value));
  if (!allowed.some((value) => sameValue(value, held))) {
    problems.push(
      `${where} holds [${held}] in the end, not one of ${JSON.stringify(allowed)}: ${newest && name(newest)}`,
    );
  }
  if (known?.wished && !mayBeUnknown(played, own, later, held) && !sameValue(known.wished, held)) {
    problems.push(`${where} holds [${held}] in the end, and the newest wish known is [${known.wished}]`);
  }
  if (newest && isLater(placeOf(newest), known?.place ?? NO_PLACE)) {
    problems.push(`${name(newest)} was done, and its place is not kept, but ${JSON.stringify(known)}`);
  }
  return problems;
}

/** Everything that is not as the one order promises; empty: all is well. docs/order.md */
export function judge(played: Played): string[] {
  const keys = [...played.known].flatMap(([user, values]) =>
    [...values.keys()].map((reference) => ({ user, reference })),
  );
  const problems = [
    ...played.strays,
    ...played.asked.flatMap((one) => [...judgeAnswer(played, one), ...judgeUndo(played, one)]),
    ...keys.flatMap((key) => judgeEnd(played, key)),
  ];
  if (played.openIntents > 0) problems.push(`${played.openIntents} writes are still open in the end`);
  if (played.openRows > 0) problems.push(`${played.openRows} rows of jobs are still open in the end`);
  return problems;
}
