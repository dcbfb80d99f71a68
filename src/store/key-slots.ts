import type { Queries } from './database.ts';

export interface SlotRequest {
  /** The keys to choose from: hashes, never the keys themselves. At least one. */
  readonly keyIds: readonly string[];
  /** Milliseconds between two requests of one key when all is well. */
  readonly gapMs: number;
  /** A slot further away than this is not taken. */
  readonly maxWaitMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

export type Slot =
  /** Reserved: send with this key after `waitMs`. */
  | { readonly keyId: string; readonly waitMs: number }
  /** Nothing reserved: the next free slot is `fullForMs` away, more than `maxWaitMs`. */
  | { readonly fullForMs: number };

export interface SlowDown {
  readonly keyId: string;
  /** Milliseconds during which the key stays unused. */
  readonly backoffMs: number;
  readonly now?: number | undefined;
}

/** After a 429 the spacing doubles, at most to 8 times; each further slot takes 2 % of that back. */
const MAX_SLOW_FACTOR = 8;
const RECOVERY = 0.98;

/**
 * One statement, so that replicas never get two slots closer than the spacing. All keys are locked (in one order, so
 * that nobody deadlocks) before the earliest is chosen: choosing first would pile concurrent callers on one key. The
 * clock is read after the locks are held, or the time spent waiting for them would count as idle.
 */
const RESERVE = `
  WITH locked AS MATERIALIZED (
    SELECT key_id, next_free_at, slow_factor FROM connector.key_slots
    WHERE key_id = ANY ($1::text[]) ORDER BY key_id FOR UPDATE
  ), earliest AS MATERIALIZED (
    SELECT *, connector.now_ms($4) AS now FROM locked ORDER BY next_free_at, key_id LIMIT 1
  ), offered AS MATERIALIZED (
    SELECT *, greatest(next_free_at - now, 0) AS wait_ms FROM earliest
  ), reserved AS (
    UPDATE connector.key_slots AS slot
    SET next_free_at = offered.now + offered.wait_ms + $2::float8 * offered.slow_factor,
        slow_factor = greatest(offered.slow_factor * ${RECOVERY}, 1)
    FROM offered WHERE slot.key_id = offered.key_id AND offered.wait_ms <= $3::float8
    RETURNING slot.key_id
  )
  SELECT offered.key_id AS "keyId", offered.wait_ms AS "waitMs", reserved.key_id IS NOT NULL AS reserved
  FROM offered LEFT JOIN reserved USING (key_id)`;

const ADD_KEYS = `
  INSERT INTO connector.key_slots (key_id) SELECT id FROM unnest($1::text[]) AS id ORDER BY id
  ON CONFLICT DO NOTHING`;

/** Reserves the earliest free slot of any of the keys, unless it is too far away: then nothing is used up. */
export async function reserveSlot(queries: Queries, request: SlotRequest): Promise<Slot> {
  const { keyIds, gapMs, maxWaitMs, now } = request;
  await queries.query(ADD_KEYS, [keyIds]);
  const [offer] = await queries.query<{ keyId: string; waitMs: number; reserved: boolean }>(RESERVE, [
    keyIds,
    gapMs,
    maxWaitMs,
    now ?? null,
  ]);
  if (!offer) throw new RangeError('A slot needs at least one key to choose from');
  return offer.reserved ? { keyId: offer.keyId, waitMs: offer.waitMs } : { fullForMs: offer.waitMs };
}

const SLOW_DOWN = `
  INSERT INTO connector.key_slots AS slot (key_id, next_free_at, slow_factor)
  SELECT $1, connector.now_ms($3) + $2::float8, 2
  ON CONFLICT (key_id) DO UPDATE SET
    next_free_at = greatest(slot.next_free_at, excluded.next_free_at),
    slow_factor = least(slot.slow_factor * 2, ${MAX_SLOW_FACTOR})`;

/** After a 429 that the spacing should have prevented: the key rests, and its slots are twice as far apart. */
export async function slowDown(queries: Queries, { keyId, backoffMs, now }: SlowDown): Promise<void> {
  await queries.query(SLOW_DOWN, [keyId, backoffMs, now ?? null]);
}
