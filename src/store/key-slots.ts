import type { Queries } from './database.ts';
import { SLOT_RULE } from './slot-rule.ts';

export interface SlotRequest {
  /** The keys to choose from: hashes, never the keys themselves. At least one, each once. */
  readonly keyIds: readonly string[];
  /** Milliseconds between two requests of one key when all is well. */
  readonly gapMs: number;
  /** Requests of one key that the limit allows in a minute. */
  readonly perMinute: number;
  /** Requests that a call still has to send for which somebody waits: its slot may be used early. 0: of a job. */
  readonly needs: number;
  /** A slot further away than this is not taken. */
  readonly maxWaitMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

export type Slot =
  /**
   * Reserved at `reservedAt` (ms epoch of the same clock): send with this key after `waitMs`, or `earlyMs` before.
   * `more` are the own times (ms epoch) of further slots of the key, which may be used from now on.
   */
  | {
      readonly keyId: string;
      readonly waitMs: number;
      readonly earlyMs: number;
      readonly reservedAt: number;
      readonly more: readonly number[];
    }
  /** Nothing reserved: the next slot could be used in `fullForMs`, more than `maxWaitMs`. */
  | { readonly fullForMs: number };

export interface SlowDown {
  readonly keyId: string;
  /** When the slot of the refused request was reserved. */
  readonly reservedAt: number;
  /** Milliseconds during which the key stays unused. */
  readonly backoffMs: number;
  readonly now?: number | undefined;
}

/** The last slots of a reservation, which were not used. */
export interface UnusedSlots {
  readonly keyId: string;
  /** As they were reserved with. */
  readonly gapMs: number;
  /** Their own times, as the reservation told them. */
  readonly times: readonly number[];
}

const { maxSlowFactor, recovery, maxRestMs, maxQueue, earlyGaps, windowMs, windowUpTo, together } = SLOT_RULE;

/** The own times of the slots after one that may be used now. */
const FURTHER = Array.from({ length: together - 1 }, (_, index) => `now + ${index + 1} * gap_ms`).join(', ');

/**
 * One statement, so that replicas never get two slots closer than the spacing. All keys are locked (in one order, so
 * that nobody deadlocks) before the earliest is chosen: choosing first would pile concurrent callers on one key. The
 * clock is read after the locks are held, or the time spent waiting for them would count as idle. Where one of the keys
 * is new nothing is offered.
 */
const RESERVE = `
  WITH locked AS MATERIALIZED (
    SELECT key_id, next_free_at, slow_factor, $2::float8 * slow_factor AS gap_ms, sent_at FROM connector.key_slots
    WHERE key_id = ANY ($1::text[]) ORDER BY key_id FOR UPDATE
  ), present AS MATERIALIZED (
    SELECT connector.now_ms($4)::float8 AS now, keys FROM (SELECT count(*) AS keys FROM locked) AS held
  ), earliest AS (
    SELECT key_id, slow_factor, gap_ms, sent_at, now,
           CASE WHEN next_free_at - now > ${maxRestMs} + ${maxQueue} * gap_ms THEN now + gap_ms
                ELSE next_free_at END AS free_at
    FROM locked, present WHERE keys = cardinality($1::text[]) ORDER BY free_at, key_id LIMIT 1
  ), slot AS (
    SELECT *, greatest(free_at - now, 0) AS wait_ms,
           CASE WHEN slow_factor = 1 THEN least(greatest(free_at - now, 0), ${earlyGaps} * gap_ms) ELSE 0 END AS most_early_ms
    FROM earliest
  ), used AS (
    SELECT slot.*, minute.sent, $5::int + minute.lately AS of_minute
    FROM slot, LATERAL (
      SELECT coalesce(array_agg(at) FILTER (WHERE at > now - ${windowMs}), '{}') AS sent,
             count(*) FILTER (WHERE at > now + wait_ms - most_early_ms - ${windowMs}) AS lately
      FROM unnest(sent_at) AS at WHERE at - now <= ${maxRestMs} + ${maxQueue} * gap_ms
    ) AS minute
  ), early AS (
    SELECT *, CASE WHEN $5::int > 0 AND $6::int <= ${windowUpTo} AND $6::int > of_minute THEN most_early_ms ELSE 0 END AS early_ms,
           CASE WHEN wait_ms = 0 AND slow_factor = 1 AND ($6::int > ${windowUpTo} OR $6::int > 2 * of_minute)
                THEN (ARRAY[${FURTHER}])[:$5::int - 1] ELSE '{}' END AS more
    FROM used
  ), offered AS MATERIALIZED (
    SELECT *, wait_ms - early_ms <= $3::float8 AS reserved FROM early
  ), taken AS (
    UPDATE connector.key_slots AS slot
    SET next_free_at = CASE WHEN NOT reserved THEN free_at
                            ELSE coalesce(more[cardinality(more)], now + wait_ms) + gap_ms END,
        slow_factor = CASE WHEN NOT reserved THEN slot.slow_factor ELSE greatest(slot.slow_factor * ${recovery}, 1) END,
        sent_at = CASE WHEN NOT reserved THEN slot.sent_at WHEN $6::int > ${windowUpTo} THEN '{}'
                       ELSE sent || (now + wait_ms - early_ms) || more END
    FROM offered
    -- Also where it is not taken, or it would be as far away when it is asked for again.
    WHERE slot.key_id = offered.key_id AND (reserved OR free_at < next_free_at)
  )
  SELECT key_id AS "keyId", wait_ms AS "waitMs", early_ms AS "earlyMs", now AS "reservedAt", more, reserved FROM offered`;

const ADD_KEYS = `
  INSERT INTO connector.key_slots (key_id) SELECT id FROM unnest($1::text[]) AS id ORDER BY id
  ON CONFLICT DO NOTHING`;

interface Offer {
  readonly keyId: string;
  readonly waitMs: number;
  readonly earlyMs: number;
  readonly reservedAt: number;
  readonly more: readonly number[];
  readonly reserved: boolean;
}

/**
 * Reserves the earliest free slot of any of the keys, unless it comes too late: then nothing is used up. For a call
 * that somebody waits for also what else it needs, where the key is idle.
 */
export async function reserveSlot(queries: Queries, request: SlotRequest): Promise<Slot> {
  const { keyIds, gapMs, perMinute, needs, maxWaitMs, now } = request;
  if (keyIds.length === 0) throw new RangeError('A slot needs at least one key to choose from');
  const ask = () => queries.query<Offer>(RESERVE, [keyIds, gapMs, maxWaitMs, now ?? null, needs, perMinute]);
  let [offer] = await ask();
  if (!offer) {
    await queries.query(ADD_KEYS, [keyIds]);
    [offer] = await ask();
  }
  if (!offer) throw new Error('The table connector.key_slots has lost a row.');
  const { reserved, ...slot } = offer;
  return reserved ? slot : { fullForMs: slot.waitMs - slot.earlyMs };
}

const GIVE_BACK = `
  UPDATE connector.key_slots
  SET next_free_at = CASE WHEN slow_factor = 1 AND next_free_at = ($2::float8[])[cardinality($2::float8[])] + $3::float8
                          THEN ($2::float8[])[1] ELSE next_free_at END,
      sent_at = ARRAY(SELECT at FROM (SELECT at, row_number() OVER (PARTITION BY at) AS nth FROM unnest(sent_at) AS at) AS told
                      WHERE nth > 1 OR at <> ALL ($2::float8[]))
  WHERE key_id = $1`;

/**
 * Gives the last slots of a reservation back: their minute has room again, and who comes next has their time, unless
 * the key rests after a 429.
 */
export async function giveBack(queries: Queries, { keyId, gapMs, times }: UnusedSlots): Promise<void> {
  await queries.query(GIVE_BACK, [keyId, times, gapMs]);
}

/** A time of the last slow-down that lies ahead is a clock's that came back: it must not hide a new event. */
const SLOW_DOWN = `
  INSERT INTO connector.key_slots AS slot (key_id, next_free_at, slow_factor, slowed_at)
  SELECT $1, now + $2::float8, 2, now FROM connector.now_ms($4) AS now
  ON CONFLICT (key_id) DO UPDATE SET
    next_free_at = greatest(slot.next_free_at, excluded.next_free_at),
    (slow_factor, slowed_at) = (
      SELECT CASE WHEN is_new THEN least(slot.slow_factor * 2, ${maxSlowFactor}) ELSE slot.slow_factor END,
             CASE WHEN is_new THEN excluded.slowed_at ELSE slot.slowed_at END
      FROM (SELECT $3::float8 > slot.slowed_at OR slot.slowed_at > excluded.slowed_at AS is_new) AS event)`;

/**
 * After a 429 that the spacing should have prevented: the key rests, and its slots are twice as far apart. A request
 * whose slot was reserved before the last slow-down belongs to the same event; the key rests for it, but is not slowed
 * again.
 */
export async function slowDown(queries: Queries, { keyId, reservedAt, backoffMs, now }: SlowDown): Promise<void> {
  await queries.query(SLOW_DOWN, [keyId, backoffMs, reservedAt, now ?? null]);
}

/** The budget of all who share a database: what `Pacer` reserves its slots of. */
export const slotLedger = (queries: Queries) => ({
  reserve: (request: SlotRequest): Promise<Slot> => reserveSlot(queries, request),
  slowDown: (refused: SlowDown): Promise<void> => slowDown(queries, refused),
  giveBack: (unused: UnusedSlots): Promise<void> => giveBack(queries, unused),
});
