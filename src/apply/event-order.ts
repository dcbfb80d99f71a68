import type { Intent } from '../push/coerce.ts';
import type { Queries } from '../store/database.ts';
import { isNewerEvent, noteSeenEvent, readMarks, saveMarks, wasEventSeen } from '../store/events.ts';

/**
 * The event that values come from. Okta delivers events at least once, late and out of order, so the same event has one
 * effect and an older one never replaces a newer. https://developer.okta.com/docs/concepts/event-hooks/
 */
export interface SourceEvent {
  readonly id: string | undefined;
  /** ms epoch. */
  readonly time: number | undefined;
}

/** What is left to write of an event's values. */
export interface EventVerdict {
  readonly duplicate: boolean;
  readonly current: readonly Intent[];
  /** References that a newer event has written already. */
  readonly outdated: readonly string[];
}

/** Judges an event against those handled before. Call it with the user's lease held. */
export async function judgeEvent(
  queries: Queries,
  userName: string,
  event: SourceEvent,
  intents: readonly Intent[],
): Promise<EventVerdict> {
  if (event.id !== undefined && (await wasEventSeen(queries, userName, event.id))) {
    return { duplicate: true, current: [], outdated: [] };
  }
  if (event.time === undefined) return { duplicate: false, current: intents, outdated: [] };
  const mark = { eventId: event.id ?? '', eventTime: event.time };
  const marks = await readMarks(
    queries,
    userName,
    intents.map(({ reference }) => reference),
  );
  const isCurrent = ({ reference }: Intent): boolean => {
    const last = marks.get(reference);
    // Its own mark is that of an earlier delivery, which did not reach every reference.
    if (last === undefined || !isNewerEvent(last, mark)) return true;
    return event.id === undefined && mark.eventTime === last.eventTime;
  };
  return {
    duplicate: false,
    current: intents.filter(isCurrent),
    outdated: intents.filter((intent) => !isCurrent(intent)).map(({ reference }) => reference),
  };
}

/**
 * Notes that the event has had its effect on these references; in the transaction that records the effect.
 *
 * @param effect.complete false leaves the event open, so that its next delivery can finish it
 */
export async function settleEvent(
  queries: Queries,
  userName: string,
  event: SourceEvent,
  { references, complete }: { readonly references: readonly string[]; readonly complete: boolean },
): Promise<void> {
  if (complete && event.id !== undefined) await noteSeenEvent(queries, userName, event.id);
  if (event.time === undefined || references.length === 0) return;
  await saveMarks(queries, userName, references, { eventId: event.id ?? '', eventTime: event.time });
}

/** The event that a card names. @param time RFC 3339, where a leap second is :60, which JavaScript does not read */
export const sourceEvent = (id: string | undefined, time: string | undefined): SourceEvent => ({
  id,
  time: time === undefined ? undefined : Date.parse(time.replace(/:60(?=[.Zz+-])/, ':59')),
});
