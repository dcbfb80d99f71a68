import type { AttributeValue } from '../push/attribute.ts';
import type { Place } from '../push/place.ts';
import type { Queries } from './database.ts';

/** A test of a write that is under way, or was cut off. */
export interface WriteTest {
  readonly omniUserId: string;
  readonly userName: string;
  readonly reference: string;
  /** What the user held of their own before. */
  readonly held: AttributeValue;
  /** What it writes. */
  readonly trials: readonly AttributeValue[];
  /** Where the value stood in the order. */
  readonly place: Place;
}

const COLUMNS = `
  omni_user_id AS "omniUserId", user_name AS "userName", reference, held, trials,
  json_build_object('at', place_at, 'seq', place_seq) AS place`;

/** Notes what has to be put back, before anything is written. What an earlier test has noted stays. */
export async function noteWriteTest(
  queries: Queries,
  { omniUserId, reference, userName, held, trials, place }: WriteTest,
): Promise<void> {
  await queries.query(
    `INSERT INTO connector.write_tests (omni_user_id, reference, user_name, held, trials, place_at, place_seq, begun_at)
     VALUES ($1, $2, $3, $4::json, $5::json, $6, $7, connector.now_ms(NULL)) ON CONFLICT DO NOTHING`,
    [omniUserId, reference, userName, JSON.stringify(held), JSON.stringify(trials), place.at, place.seq],
  );
}

/** The note of a test of this value; undefined: there is none. */
export async function findWriteTest(
  queries: Queries,
  omniUserId: string,
  reference: string,
): Promise<WriteTest | undefined> {
  const [row] = await queries.query<WriteTest>(
    `SELECT ${COLUMNS} FROM connector.write_tests WHERE omni_user_id = $1 AND reference = $2`,
    [omniUserId, reference],
  );
  return row;
}

/** The value is back where it was, or somebody else's by now. */
export async function endWriteTest(
  queries: Queries,
  { omniUserId, reference }: Pick<WriteTest, 'omniUserId' | 'reference'>,
): Promise<void> {
  await queries.query('DELETE FROM connector.write_tests WHERE omni_user_id = $1 AND reference = $2', [
    omniUserId,
    reference,
  ]);
}

/** Every test that is under way or was cut off. */
export const openWriteTests = (queries: Queries): Promise<WriteTest[]> =>
  queries.query<WriteTest>(`SELECT ${COLUMNS} FROM connector.write_tests ORDER BY begun_at`);
