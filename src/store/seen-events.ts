import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

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
