import { NO_PLACE, type Place } from '../push/place.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Database } from './database.ts';
import { heedClock, isBehind, WISH_NOW } from './wish-clock.ts';

/** A wish that no job keeps. */
export interface AcceptedCall {
  readonly userName: string;
  readonly references: readonly string[];
  /**
   * ms epoch, of a wish that is as old as an event; it is never later than the acceptance, and never before every wish.
   */
  readonly happenedAt?: number | undefined;
  /** Of a call that is repeated under its Idempotency-Key: the place of the first one, which it keeps. */
  readonly first?: Place | undefined;
}

const TAKE = `
  INSERT INTO connector.accepted_calls (user_name_key, named, place_at, place_seq, accepted_at)
  SELECT $1, $2::text[], greatest(least($3::bigint, $4::bigint, now), 0),
         coalesce($5::bigint, nextval('connector.wish_order')), now
  FROM ${WISH_NOW} AS now
  RETURNING place_at AS at, place_seq AS seq, ${isBehind('accepted_at')} AS behind`;

/**
 * The place of a wish that is accepted now, and a note of it: until it has had its effect nothing else tells that
 * somebody has asked.
 */
export async function takePlace(
  database: Database,
  { userName, references, happenedAt, first }: AcceptedCall,
): Promise<Place> {
  const values = [userNameKey(userName), references, happenedAt ?? null, first?.at ?? null, first?.seq ?? null];
  const take = async () => (await database.query<Place & { behind: boolean }>(TAKE, values))[0];
  const taken = await take();
  // Rare, and the note of the first one does no harm.
  if (taken?.behind) await heedClock(database);
  const { at, seq } = (taken?.behind ? await take() : taken) ?? NO_PLACE;
  return { at, seq };
}
