import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

const SEEN = `
  SELECT DISTINCT asked.reference FROM unnest($3::text[]) AS asked (reference)
  JOIN connector.seen_events AS seen ON seen.reference IN (asked.reference, '')
  WHERE seen.user_name_key = $1 AND seen.event_id = $2`;

/**
 * The references for which an event with this id was handled for the user before: Okta may deliver one more than once,
 * and another flow may take other values from the same event.
 */
export async function seenReferences(
  queries: Queries,
  userName: string,
  eventId: string,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const seen = await queries.query<{ reference: string }>(SEEN, [userNameKey(userName), eventId, references]);
  return new Set(seen.map(({ reference }) => reference));
}

const NOTE = `
  INSERT INTO connector.seen_events (user_name_key, event_id, reference, seen_at)
  SELECT $1, $2, reference, connector.now_ms($4) FROM unnest($3::text[]) AS reference ORDER BY reference
  ON CONFLICT DO NOTHING`;

/** Notes the event as handled; in the transaction that saves its effect, so that neither is kept without the other. */
export async function noteSeenEvent(
  queries: Queries,
  userName: string,
  eventId: string,
  references: readonly string[],
  now?: number,
): Promise<void> {
  if (references.length > 0) {
    await queries.query(NOTE, [userNameKey(userName), eventId, references, now ?? null]);
  }
}
