import type { Queries } from '../../src/store/database.ts';
import { lockSql, type UserValueRow, type UserValues, userValuesOf } from '../../src/store/user-values.ts';

const LOCK = lockSql('$1', '$2');

/** Locks values of a user as whoever writes them does, but without a lease. */
export const lockUserValues = async (
  queries: Queries,
  omniUserId: string,
  references: readonly string[],
): Promise<UserValues> => userValuesOf(await queries.query<UserValueRow>(LOCK, [omniUserId, references]));
