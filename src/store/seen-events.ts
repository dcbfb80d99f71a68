import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

/** A row that has failed, or was canceled before its write, has not handled its event. */
const IS_LOST = `
  EXISTS (
    SELECT FROM connector.push_rows AS held JOIN connector.jobs AS job ON job.id = held.job_id
    WHERE held.job_id = seen.job_id AND held.index = seen.row_index
      AND (held.state = 'failed' OR job.status = 'canceled' AND held.state IN ('waiting', 'ready'))
  )`;

const SEEN = `
  SELECT DISTINCT asked.reference FROM unnest($3::text[]) AS asked (reference)
  JOIN connector.seen_events AS seen ON seen.reference IN (asked.reference, '')
  WHERE seen.user_name_key = $1 AND seen.event_id = $2 AND NOT ${IS_LOST}`;

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
  INSERT INTO connector.seen_events (user_name_key, event_id, reference, seen_at, job_id, row_index)
  SELECT $1, $2, reference, connector.now_ms(NULL), $4::uuid, $5::int FROM unnest($3::text[]) AS reference
  ORDER BY reference
  ON CONFLICT (user_name_key, event_id, reference)
    DO UPDATE SET seen_at = excluded.seen_at, job_id = excluded.job_id, row_index = excluded.row_index`;

/** The row that a call became. */
export interface QueuedRow {
  readonly jobId: string;
  readonly index: number;
}

/**
 * Notes the event as handled; in the transaction that saves its effect, so that neither is kept without the other.
 *
 * @param row that will handle it; left out: it was handled
 */
export async function noteSeenEvent(
  queries: Queries,
  userName: string,
  eventId: string,
  references: readonly string[],
  row?: QueuedRow,
): Promise<void> {
  if (references.length > 0) {
    const values = [userNameKey(userName), eventId, references, row?.jobId ?? null, row?.index ?? null];
    await queries.query(NOTE, values);
  }
}
