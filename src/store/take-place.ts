import { NO_PLACE, type Place } from '../push/place.ts';
import type { Queries } from './database.ts';

/**
 * The place of a wish that is accepted now.
 *
 * @param happenedAt ms epoch, of a wish that is as old as an event; never later than now, and never before every wish
 */
export async function takePlace(queries: Queries, happenedAt?: number): Promise<Place> {
  const [place] = await queries.query<Place>(
    `SELECT greatest(least(coalesce($1::bigint, now), now), 0) AS at, nextval('connector.wish_order') AS seq
     FROM connector.now_ms(NULL) AS now`,
    [happenedAt ?? null],
  );
  return place ?? NO_PLACE;
}
