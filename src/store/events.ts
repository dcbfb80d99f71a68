import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

/** An event of Okta that set a value: its id, and when it happened in milliseconds since the epoch. */
export interface EventMark {
  readonly eventId: string;
  readonly eventTime: number;
}

/**
 * Whether the event is newer than the last one. Two events of the same millisecond are ordered by id, so that every
 * order of arrival ends with the same value.
 */
export function isNewerEvent(event: EventMark, last: EventMark): boolean {
  return event.eventTime === last.eventTime ? event.eventId > last.eventId : event.eventTime > last.eventTime;
}

/** The last event of each reference that has one. */
export async function readMarks(
  queries: Queries,
  userName: string,
  references: readonly string[],
): Promise<Map<string, EventMark>> {
  const rows = await queries.query<{ reference: string } & EventMark>(
    `SELECT reference, event_id AS "eventId", event_time AS "eventTime" FROM connector.event_marks
     WHERE user_name_key = $1 AND reference = ANY ($2::text[])`,
    [userNameKey(userName), references],
  );
  return new Map(rows.map(({ reference, ...mark }) => [reference, mark]));
}

const SAVE_MARKS = `
  INSERT INTO connector.event_marks AS last (user_name_key, reference, event_time, event_id)
  SELECT DISTINCT $1, reference, $3::bigint, $4 FROM unnest($2::text[]) AS reference ORDER BY reference
  ON CONFLICT (user_name_key, reference) DO UPDATE
    SET event_time = excluded.event_time, event_id = excluded.event_id
    WHERE (last.event_time, last.event_id) < (excluded.event_time, excluded.event_id)`;

/** Notes the event as the last one of these references, except where a newer one is noted already. */
export async function saveMarks(
  queries: Queries,
  userName: string,
  references: readonly string[],
  { eventId, eventTime }: EventMark,
): Promise<void> {
  await queries.query(SAVE_MARKS, [userNameKey(userName), references, eventTime, eventId]);
}

/** Whether an event with this id was handled for the user before: Okta may deliver one more than once. */
export async function wasEventSeen(queries: Queries, userName: string, eventId: string): Promise<boolean> {
  const seen = await queries.query(
    'SELECT event_id FROM connector.seen_events WHERE user_name_key = $1 AND event_id = $2',
    [userNameKey(userName), eventId],
  );
  return seen.length > 0;
}

/** Notes the event as handled; in the transaction that saves its effect, so that neither is kept without the other. */
export async function noteSeenEvent(queries: Queries, userName: string, eventId: string, now?: number): Promise<void> {
  await queries.query(
    `INSERT INTO connector.seen_events (user_name_key, event_id, seen_at) VALUES ($1, $2, connector.now_ms($3))
     ON CONFLICT DO NOTHING`,
    [userNameKey(userName), eventId, now ?? null],
  );
}
