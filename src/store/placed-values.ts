import type { AttributeValue } from '../push/attribute.ts';
import type { Place } from '../push/place.ts';
import type { Queries } from './database.ts';
import { USER_VALUE_COLUMNS, type UserValueRow, type UserValues, userValuesOf } from './user-values.ts';
import { notAhead } from './wish-clock.ts';

/** A value that a wish has found in place. */
export interface PlacedValue {
  readonly omniUserId: string;
  readonly reference: string;
  readonly wished: AttributeValue;
  readonly place: Place;
}

const LOCK_MANY = `
  INSERT INTO connector.user_values AS known (omni_user_id, reference)
  SELECT DISTINCT omni_user_id, reference FROM unnest($1::text[], $2::text[]) AS asked (omni_user_id, reference)
  ORDER BY omni_user_id, reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE SET reference = excluded.reference
  RETURNING ${USER_VALUE_COLUMNS}`;

/** Locks values of many users: nobody else can move them until the transaction ends. */
export async function lockValuesOfUsers(
  queries: Queries,
  asked: readonly Pick<PlacedValue, 'omniUserId' | 'reference'>[],
): Promise<ReadonlyMap<string, UserValues>> {
  const rows = await queries.query<UserValueRow>(LOCK_MANY, [
    asked.map(({ omniUserId }) => omniUserId),
    asked.map(({ reference }) => reference),
  ]);
  return new Map([...Map.groupBy(rows, ({ omniUserId }) => omniUserId)].map(([id, own]) => [id, userValuesOf(own)]));
}

/** What is held does not change by this, so that looks of others stay good. */
const PLACE = `
  UPDATE connector.user_values AS known
  SET place_at = ${notAhead('placed.place_at', 'placed.place_seq')}, place_seq = placed.place_seq, wished = placed.wished::json
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
    AS placed (omni_user_id, reference, wished, place_at, place_seq), connector.now_ms(NULL) AS now
  WHERE known.omni_user_id = placed.omni_user_id AND known.reference = placed.reference
    AND (known.place_at, known.place_seq) < (placed.place_at, placed.place_seq)`;

/** Moves values to wishes that found them in place. Lock them first. */
export async function placeUserValues(queries: Queries, placed: readonly PlacedValue[]): Promise<void> {
  if (placed.length === 0) return;
  await queries.query(PLACE, [
    placed.map(({ omniUserId }) => omniUserId),
    placed.map(({ reference }) => reference),
    placed.map(({ wished }) => JSON.stringify(wished)),
    placed.map(({ place }) => place.at),
    placed.map(({ place }) => place.seq),
  ]);
}
