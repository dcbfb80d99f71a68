import type { Place } from '../../src/push/place.ts';
import type { Queries } from '../../src/store/database.ts';
import { lockUserValues, type MovedValue, moveUserValues } from '../../src/store/user-values.ts';

/** Moves the values of a user to a wish, as its claim and its record do one after the other. */
export async function moveValues(
  queries: Queries,
  omniUserId: string,
  place: Place,
  moved: readonly MovedValue[],
): Promise<number> {
  const references = moved.map(({ reference }) => reference);
  await lockUserValues(queries, omniUserId, references);
  return await moveUserValues(queries, omniUserId, place, moved);
}
