import type { Queries } from './database.ts';

const HOUR_MS = 3_600_000;
const IDEMPOTENCY_LIFE_MS = 24 * HOUR_MS;
/** Longer than Okta repeats an event. */
const SEEN_EVENT_LIFE_MS = 30 * 24 * HOUR_MS;

/** What ends by itself. A call that is still held stays, however old. */
const PURGES = [
  `DELETE FROM connector.idempotency
   WHERE created_at <= connector.now_ms($1) - ${IDEMPOTENCY_LIFE_MS}
     AND (state = 'done' OR lease_until <= connector.now_ms($1))`,
  `DELETE FROM connector.seen_events WHERE seen_at <= connector.now_ms($1) - ${SEEN_EVENT_LIFE_MS}`,
  'DELETE FROM connector.leases WHERE lease_until <= connector.now_ms($1)',
] as const;

/**
 * Removes what has outlived its use: idempotency keys after 24 hours, seen events after 30 days, leases that ended.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 */
export async function purgeExpired(queries: Queries, now?: number): Promise<void> {
  for (const purge of PURGES) await queries.query(purge, [now ?? null]);
}
