import type { Place } from '../../src/push/place.ts';
import type { Database, Queries } from '../../src/store/database.ts';
import { type MovedValue, moveUserValues } from '../../src/store/user-values.ts';
import { lockUserValues } from './lock-user-values.ts';

/** Moves the values of a user to a wish, as its claim and its record do one after the other. */
export async function moveValues(
  queries: Queries | Database,
  omniUserId: string,
  place: Place,
  moved: readonly MovedValue[],
): Promise<number> {
  const references = moved.map(({ reference }) => reference);
  // A row that is only locked is nobody's, and purged with the rest.
  const move = async (transaction: Queries): Promise<number> => {
    await lockUserValues(transaction, omniUserId, references);
    return await moveUserValues(transaction, omniUserId, place, moved);
  };
  return 'transaction' in queries ? await queries.transaction(move) : await move(queries);
}
