import type { AttributeValue } from '../push/attribute.ts';
import { isLater, NO_PLACE, type Place } from '../push/place.ts';
import type { Queries } from './database.ts';
import { DOUBTED_AT, doubtEverything } from './doubt.ts';
import { mayBeShownLateSql } from './shown-late.ts';
import { CHANGED_NOW, changedAt, updateValues } from './update-values.ts';
import { notAhead, wishNowOr } from './wish-clock.ts';

/** What is known of one value of one user. Times are milliseconds since the epoch, by the database's clock. */
export interface UserValue {
  /** Of the newest wish that was written or seen in place; `NO_PLACE`: there was none. */
  readonly place: Place;
  /** What that wish asked for. */
  readonly wished: AttributeValue | undefined;
  /** The number of the newest wish that was sent; 0: of before there was an order. */
  readonly writtenSeq: number;
  /** What the user was last seen to hold of their own; undefined while that is not known. */
  readonly held: AttributeValue | undefined;
  /** Something was sent, or may have been, and nobody has seen what the user holds since. */
  readonly isUnseen: boolean;
  /** When that was seen; 0: it has to be read again; null: it is not known. */
  readonly readAt: number | null;
  /** When any of this was last moved. */
  readonly changedAt: number;
}

/** By reference. A value of which nothing is known is not there. */
export type UserValues = ReadonlyMap<string, UserValue>;

/** Of which nothing is known. */
export const UNKNOWN_VALUE: UserValue = {
  place: NO_PLACE,
  wished: undefined,
  writtenSeq: 0,
  held: undefined,
  isUnseen: false,
  readAt: null,
  changedAt: 0,
};

/** As the table gives it. */
export interface UserValueRow {
  readonly omniUserId: string;
  readonly reference: string;
  readonly placeAt: number;
  readonly placeSeq: number;
  readonly wished: AttributeValue | null;
  readonly writtenSeq: number;
  readonly held: AttributeValue | null;
  readonly isUnseen: boolean;
  readonly readAt: number | null;
  readonly changedAt: number;
}

/** The columns of what is known of a value. */
export const USER_VALUE_COLUMNS = `
  omni_user_id AS "omniUserId", reference, place_at AS "placeAt", place_seq AS "placeSeq", wished,
  written_seq AS "writtenSeq", held, (read_at = 0 AND held IS NULL) IS TRUE AS "isUnseen",
  CASE WHEN read_at > ${DOUBTED_AT} THEN read_at WHEN read_at IS NOT NULL THEN 0 END AS "readAt",
  greatest(changed_at, ${DOUBTED_AT}) AS "changedAt"`;

const userValueOf = (row: UserValueRow): UserValue => ({
  place: { at: row.placeAt, seq: row.placeSeq },
  wished: row.wished ?? undefined,
  writtenSeq: row.writtenSeq,
  held: row.readAt ? (row.held ?? undefined) : undefined,
  isUnseen: row.isUnseen,
  readAt: row.readAt,
  changedAt: row.changedAt,
});

/** What rows of one user tell, by reference. */
export const userValuesOf = (rows: readonly UserValueRow[]): UserValues =>
  new Map(rows.map((row) => [row.reference, userValueOf(row)]));

/** What is known of the values of some users, by Omni's id. Users of whom nothing is known are not there. */
export async function readUserValues(
  queries: Queries,
  omniUserIds: readonly string[],
): Promise<ReadonlyMap<string, UserValues>> {
  const rows = await queries.query<UserValueRow>(
    `SELECT ${USER_VALUE_COLUMNS} FROM connector.user_values WHERE omni_user_id = ANY ($1::text[])`,
    [omniUserIds],
  );
  return new Map([...Map.groupBy(rows, ({ omniUserId }) => omniUserId)].map(([id, own]) => [id, userValuesOf(own)]));
}

/** What is known of the values of one user, by Omni's id. */
export const valuesOfUser = async (queries: Queries, omniUserId: string): Promise<UserValues> =>
  (await readUserValues(queries, [omniUserId])).get(omniUserId) ?? new Map();

/** What one user was last seen to hold, by reference; values that are in doubt are left out. */
export async function rememberedValues(queries: Queries, omniUserId: string): Promise<Map<string, AttributeValue>> {
  return heldOf(await valuesOfUser(queries, omniUserId));
}

/** What is remembered of a user, without what is in doubt. */
export const heldOf = (values: UserValues): Map<string, AttributeValue> =>
  new Map([...values].flatMap(([reference, { held }]) => (held ? [[reference, held] as const] : [])));

/**
 * Locks values of a user, as a statement or, under a condition, as a part of one; the parameters are named by the
 * caller. Written with no effect, so that a row exists that can be locked: also one that another transaction is just
 * adding.
 */
export const lockSql = (omniUserId: string, references: string, condition = 'true'): string => `
  INSERT INTO connector.user_values AS known (omni_user_id, reference)
  SELECT DISTINCT ${omniUserId}, reference FROM unnest(${references}::text[]) AS reference WHERE ${condition}
  ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE SET reference = excluded.reference
  RETURNING ${USER_VALUE_COLUMNS}`;

/** Whether any of these values was moved between two reads of what is known. */
export const hasMoved = (before: UserValues, now: UserValues, references: Iterable<string>): boolean =>
  [...references].some((reference) => {
    const known = now.get(reference);
    // A row without a place was added only to be locked.
    if (known && !before.has(reference)) return isLater(known.place, NO_PLACE);
    return known?.changedAt !== before.get(reference)?.changedAt;
  });

/** What became of one value: the wish that counts from now on, and what is known to be held. */
export interface MovedValue {
  readonly reference: string;
  /** What was asked for. */
  readonly wished: AttributeValue;
  /** What was seen afterwards; undefined: it is not known now. */
  readonly held: AttributeValue | undefined;
  /** False: it was found in place. */
  readonly sent: boolean;
}

/** What another wish has sent a moment before may be shown in between: then the next one goes by no look either. */
const IS_HIDDEN = mayBeShownLateSql('moved.wished', 'now');

/**
 * Moves values, as a statement or, under a condition more, as a part of one; `$1` to `$7` are the parameters of
 * `moveValues`. A wish never moves a value back: of two the later one stays, whichever is recorded last.
 */
export const moveSql = (condition = 'true'): string => `
  UPDATE connector.user_values AS known
  SET place_at = ${notAhead('$3::bigint', '$4::bigint')}, place_seq = $4::bigint, wished = moved.wished::json, written_seq = CASE WHEN sent THEN $4::bigint ELSE written_seq END,
      held = CASE WHEN NOT ${IS_HIDDEN} THEN moved.held::json END,
      read_at = CASE WHEN moved.held IS NULL OR ${IS_HIDDEN} THEN 0 ELSE now END, changed_at = ${changedAt('now')}
  FROM unnest($2::text[], $5::text[], $6::text[], $7::bool[]) AS moved (reference, wished, held, sent),
       connector.now_ms(NULL) AS now
  WHERE omni_user_id = $1 AND known.reference = moved.reference AND (place_at, place_seq) <= ($3::bigint, $4::bigint)
    AND ${condition}
  RETURNING known.reference`;

/** The parameters of `moveSql`. */
export const moveValues = (omniUserId: string, place: Place, moved: readonly MovedValue[]): unknown[] => [
  omniUserId,
  moved.map(({ reference }) => reference),
  place.at,
  place.seq,
  moved.map(({ wished }) => JSON.stringify(wished)),
  moved.map(({ held }) => (held ? JSON.stringify(held) : null)),
  moved.map(({ sent }) => sent),
];

const MOVE = moveSql();

/**
 * Moves values to a wish that was written or seen in place; in the transaction that records that. Lock them first.
 *
 * @returns how many were moved: the others belong to later wishes
 */
export async function moveUserValues(
  queries: Queries,
  omniUserId: string,
  place: Place,
  moved: readonly MovedValue[],
): Promise<number> {
  if (moved.length === 0) return 0;
  const done = await queries.query(MOVE, moveValues(omniUserId, place, moved));
  return done.length;
}

/**
 * What is new to us had changed before the look: a plan that was made by that look stays good. But later than what is
 * known, also within a millisecond: whoever goes by that notices. What was moved since is left, and so is what was sent
 * a moment before and is not shown yet.
 */
const SEE = `
  INSERT INTO connector.user_values AS known (omni_user_id, reference, held, read_at, changed_at)
  SELECT $1, reference, held::json, CASE WHEN held IS NOT NULL THEN at END, at - 1
  FROM unnest($2::text[], $3::text[]) AS seen (reference, held), (SELECT ${wishNowOr('$4')}) AS look (at) ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE
    SET held = excluded.held, read_at = excluded.read_at,
        changed_at = CASE
          WHEN known.held::text IS DISTINCT FROM excluded.held::text THEN greatest(excluded.changed_at, known.changed_at + 1)
          ELSE known.changed_at
        END
    WHERE known.changed_at <= excluded.changed_at + 1
      AND NOT ${mayBeShownLateSql('excluded.held', 'excluded.changed_at')}
  RETURNING known.reference`;

/**
 * Remembers what a user was seen to hold of their own; the order of the wishes stays as it is. Call it with the user's
 * lease held, in a transaction that makes sure of it: an older look must not be remembered as the newer one.
 *
 * @param seen by reference; undefined: what was seen tells nothing about the user's own value
 * @param at when the look began, by `wishNow`; left out: now
 * @returns false: some of it may be of before a write, and is not remembered
 */
export async function seeUserValues(
  queries: Queries,
  omniUserId: string,
  seen: ReadonlyMap<string, AttributeValue | undefined>,
  at?: number,
): Promise<boolean> {
  if (seen.size === 0) return true;
  const texts = [...seen.values()].map((held) => (held ? JSON.stringify(held) : null));
  return (await queries.query(SEE, [omniUserId, [...seen.keys()], texts, at ?? null])).length === seen.size;
}

const IN_DOUBT = `read_at = 0, changed_at = ${CHANGED_NOW}`;
const DOUBT_USER = updateValues(IN_DOUBT, 'omni_user_id = $1 AND read_at > 0');
const DOUBT_SOME = updateValues(IN_DOUBT, 'omni_user_id = $1 AND reference = ANY ($2::text[])');

/** Doubts what is remembered of a user, or of everybody: it is read before anybody relies on it. */
export async function doubtUserValues(queries: Queries, omniUserId?: string): Promise<void> {
  if (omniUserId === undefined) return await doubtEverything(queries);
  await queries.query(DOUBT_USER, [omniUserId]);
}

/** Doubts what is remembered of some values of a user. */
export async function doubtReferences(
  queries: Queries,
  omniUserId: string,
  references: readonly string[],
): Promise<void> {
  if (references.length === 0) return;
  await queries.query(DOUBT_SOME, [omniUserId, references]);
}

/** Forgets everything about a user whom Omni no longer has. */
export async function forgetUser(queries: Queries, omniUserId: string): Promise<void> {
  await queries.query('DELETE FROM connector.user_values WHERE omni_user_id = $1', [omniUserId]);
}

/** The time of the database's clock, ms epoch: what is asked of Omni from now on is seen after it. */
export async function databaseNow(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ now: number }>('SELECT connector.now_ms(NULL) AS now');
  return row?.now ?? 0;
}
