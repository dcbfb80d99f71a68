import { ConnectorError } from '../errors/connector-error.ts';
import { parseEventTime } from '../push/event-time.ts';
import type { Queries } from '../store/database.ts';
import { databaseNow } from '../store/user-values.ts';

/**
 * The event that values come from. Okta delivers events at least once, late and out of order, so the same event has one
 * effect on a value and an older one never replaces a newer. https://developer.okta.com/docs/concepts/event-hooks/
 */
export interface SourceEvent {
  readonly id: string | undefined;
  /** When it happened, ms epoch. */
  readonly time: number | undefined;
}

/** Okta's clock and ours need not agree to the second. */
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * The event that a card names.
 *
 * @throws ConnectorError EVENT_TIME_IN_FUTURE: every real event after it would look older
 */
export async function sourceEvent(
  queries: Queries,
  { eventId, eventTime }: { readonly eventId?: string | undefined; readonly eventTime?: string | undefined },
): Promise<SourceEvent> {
  if (eventTime === undefined) return { id: eventId, time: undefined };
  const time = parseEventTime(eventTime);
  // The schema has let the text through, so that it is a time of some form.
  if (time === undefined) throw new Error('an event time of a form that is not read');
  if (time > (await databaseNow(queries)) + MAX_AHEAD_MS) throw new ConnectorError('EVENT_TIME_IN_FUTURE');
  return { id: eventId, time };
}
