import { NO_PLACE, type Place } from '../push/place.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';

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
  SELECT $1, $2::text[], greatest(least($3::bigint, coalesce($4::bigint, now)), 0),
         coalesce($5::bigint, nextval('connector.wish_order')), now
  FROM connector.now_ms(NULL) AS now
  RETURNING place_at AS at, place_seq AS seq`;

/**
 * The place of a wish that is accepted now, and a note of it: until it has had its effect nothing else tells that
 * somebody has asked.
 */
export async function takePlace(
  queries: Queries,
  { userName, references, happenedAt, first }: AcceptedCall,
): Promise<Place> {
  const values = [userNameKey(userName), references, happenedAt ?? null, first?.at ?? null, first?.seq ?? null];
  const [place] = await queries.query<Place>(TAKE, values);
  return place ?? NO_PLACE;
}
