import type { AttributeValue } from '../push/attribute.ts';
import { NO_PLACE, type Place } from '../push/place.ts';
import type { Queries } from './database.ts';

/** What is known of one value of one user. Times are milliseconds since the epoch, by the database's clock. */
export interface UserValue {
  /** Of the newest wish that was written or seen in place; `NO_PLACE`: there was none. */
  readonly place: Place;
  /** What that wish asked for. */
  readonly wished: AttributeValue | undefined;
  /** What the user was last seen to hold of their own; undefined while that is not known. */
  readonly held: AttributeValue | undefined;
  /** When that was; 0: it has to be read again; null: it is not known. */
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
  held: undefined,
  readAt: null,
  changedAt: 0,
};

interface ValueRow {
  readonly omniUserId: string;
  readonly reference: string;
  readonly placeAt: number;
  readonly placeSeq: number;
  readonly wished: AttributeValue | null;
  readonly held: AttributeValue | null;
  readonly readAt: number | null;
  readonly changedAt: number;
}

const COLUMNS = `
  omni_user_id AS "omniUserId", reference, place_at AS "placeAt", place_seq AS "placeSeq", wished, held,
  read_at AS "readAt", changed_at AS "changedAt"`;

const userValueOf = ({ placeAt, placeSeq, wished, held, readAt, changedAt }: ValueRow): UserValue => ({
  place: { at: placeAt, seq: placeSeq },
  wished: wished ?? undefined,
  held: readAt ? (held ?? undefined) : undefined,
  readAt,
  changedAt,
});

const byReference = (rows: readonly ValueRow[]): UserValues =>
  new Map(rows.map((row) => [row.reference, userValueOf(row)]));

/** What is known of the values of some users, by Omni's id. Users of whom nothing is known are not there. */
export async function readUserValues(
  queries: Queries,
  omniUserIds: readonly string[],
): Promise<ReadonlyMap<string, UserValues>> {
  const rows = await queries.query<ValueRow>(
    `SELECT ${COLUMNS} FROM connector.user_values WHERE omni_user_id = ANY ($1::text[])`,
    [omniUserIds],
  );
  return new Map([...Map.groupBy(rows, ({ omniUserId }) => omniUserId)].map(([id, own]) => [id, byReference(own)]));
}

/** What one user was last seen to hold, by reference; values that are in doubt are left out. */
export async function rememberedValues(queries: Queries, omniUserId: string): Promise<Map<string, AttributeValue>> {
  const values = (await readUserValues(queries, [omniUserId])).get(omniUserId) ?? new Map();
  return heldOf(values);
}

/** What is remembered of a user, without what is in doubt. */
export const heldOf = (values: UserValues): Map<string, AttributeValue> =>
  new Map([...values].flatMap(([reference, { held }]) => (held ? [[reference, held] as const] : [])));

/** Written with no effect, so that a row exists that can be locked: also one that another transaction is just adding. */
const LOCK = `
  INSERT INTO connector.user_values AS known (omni_user_id, reference)
  SELECT $1, reference FROM unnest($2::text[]) AS reference ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE SET reference = excluded.reference
  RETURNING ${COLUMNS}`;

/** As `readUserValues` for one user, and nobody else can move these values until the transaction ends. */
export async function lockUserValues(
  queries: Queries,
  omniUserId: string,
  references: readonly string[],
): Promise<UserValues> {
  return byReference(await queries.query<ValueRow>(LOCK, [omniUserId, references]));
}

/** What became of one value: the wish that counts from now on, and what is known to be held. */
export interface MovedValue {
  readonly reference: string;
  /** What was asked for. */
  readonly wished: AttributeValue;
  /** What was seen afterwards; undefined: it is not known now. */
  readonly held: AttributeValue | undefined;
}

/** A wish never moves a value back: of two the later one stays, whichever is recorded last. */
const MOVE = `
  INSERT INTO connector.user_values AS known
    (omni_user_id, reference, place_at, place_seq, wished, held, read_at, changed_at)
  SELECT $1, reference, $3, $4, wished::json, held::json, CASE WHEN held IS NULL THEN 0 ELSE now END, now
  FROM unnest($2::text[], $5::text[], $6::text[]) AS moved (reference, wished, held), connector.now_ms(NULL) AS now
  ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE
    SET place_at = excluded.place_at, place_seq = excluded.place_seq, wished = excluded.wished, held = excluded.held,
        read_at = excluded.read_at, changed_at = excluded.changed_at
    WHERE (known.place_at, known.place_seq) <= (excluded.place_at, excluded.place_seq)
  RETURNING reference`;

/**
 * Moves values to a wish that was written or seen in place; in the transaction that records that.
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
  const done = await queries.query(MOVE, [
    omniUserId,
    moved.map(({ reference }) => reference),
    place.at,
    place.seq,
    moved.map(({ wished }) => JSON.stringify(wished)),
    moved.map(({ held }) => (held ? JSON.stringify(held) : null)),
  ]);
  return done.length;
}

const SEE = `
  INSERT INTO connector.user_values AS known (omni_user_id, reference, held, read_at, changed_at)
  SELECT $1, reference, held::json, CASE WHEN held IS NOT NULL THEN now END, now
  FROM unnest($2::text[], $3::text[]) AS seen (reference, held), connector.now_ms($4) AS now ORDER BY reference
  ON CONFLICT (omni_user_id, reference) DO UPDATE
    SET held = excluded.held, read_at = excluded.read_at,
        changed_at = CASE WHEN known.held::text IS DISTINCT FROM excluded.held::text THEN excluded.changed_at ELSE known.changed_at END`;

/**
 * Remembers what a user was seen to hold of their own; the order of the wishes stays as it is. Call it with the user's
 * lease held, in a transaction that makes sure of it: an older look must not be remembered as the newer one.
 *
 * @param seen by reference; undefined: what was seen tells nothing about the user's own value
 * @param now ms epoch; left out, the database's own clock
 */
export async function seeUserValues(
  queries: Queries,
  omniUserId: string,
  seen: ReadonlyMap<string, AttributeValue | undefined>,
  now?: number,
): Promise<void> {
  if (seen.size === 0) return;
  const texts = [...seen.values()].map((held) => (held ? JSON.stringify(held) : null));
  await queries.query(SEE, [omniUserId, [...seen.keys()], texts, now ?? null]);
}

/** Doubts what is remembered of a user, or of everybody: it is read before anybody relies on it. */
export async function doubtUserValues(queries: Queries, omniUserId?: string): Promise<void> {
  await queries.query(
    `UPDATE connector.user_values SET read_at = 0, changed_at = connector.now_ms(NULL)
     WHERE ($1::text IS NULL OR omni_user_id = $1) AND read_at > 0`,
    [omniUserId ?? null],
  );
}

/** Doubts what is remembered of some values of a user. */
export async function doubtReferences(
  queries: Queries,
  omniUserId: string,
  references: readonly string[],
): Promise<void> {
  if (references.length === 0) return;
  await queries.query(
    `UPDATE connector.user_values SET read_at = 0, changed_at = connector.now_ms(NULL)
     WHERE omni_user_id = $1 AND reference = ANY ($2::text[])`,
    [omniUserId, references],
  );
}

/** Forgets what everybody holds for one reference, when its definition was changed or deleted. */
export async function forgetReferenceValues(queries: Queries, reference: string): Promise<void> {
  await queries.query(
    'UPDATE connector.user_values SET read_at = NULL, changed_at = connector.now_ms(NULL) WHERE reference = $1',
    [reference],
  );
}

/** Forgets everything about a user whom Omni no longer has. */
export async function forgetUser(queries: Queries, omniUserId: string): Promise<void> {
  await queries.query('DELETE FROM connector.user_values WHERE omni_user_id = $1', [omniUserId]);
}

/** A user whose remembered values should be read again. */
export interface StaleUser {
  readonly omniUserId: string;
  /** The `userNameKey`; null when nobody remembers whose id this is. */
  readonly userName: string | null;
  readonly references: readonly string[];
  /** A value of theirs was sent and never read, or is doubted. */
  readonly isDoubtful: boolean;
}

const STALEST = `
  SELECT omni_user_id AS "omniUserId", array_agg(reference ORDER BY reference) AS "references",
         bool_or(read_at = 0) AS "isDoubtful",
         (SELECT min(user_name_key) FROM connector.omni_users WHERE omni_user_id = known.omni_user_id) AS "userName"
  FROM connector.user_values AS known
  WHERE omni_user_id = (
    SELECT omni_user_id FROM connector.user_values WHERE read_at < $1 ORDER BY read_at, omni_user_id LIMIT 1
  )
  GROUP BY omni_user_id`;

/** The user whose values were read longest ago, doubtful ones first; undefined when all were read since `before` (ms). */
export async function stalestUser(queries: Queries, before: number): Promise<StaleUser | undefined> {
  const [user] = await queries.query<StaleUser>(STALEST, [before]);
  return user;
}

/** The time of the database's clock, ms epoch: what is asked of Omni from now on is seen after it. */
export async function databaseNow(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ now: number }>('SELECT connector.now_ms(NULL) AS now');
  return row?.now ?? 0;
}

/**
 * The place of a wish that is accepted now.
 *
 * @param happenedAt ms epoch, of a wish that is as old as an event; never later than now
 */
export async function takePlace(queries: Queries, happenedAt?: number): Promise<Place> {
  const [place] = await queries.query<Place>(
    `SELECT least(coalesce($1::bigint, now), now) AS at, nextval('connector.wish_order') AS seq
     FROM connector.now_ms(NULL) AS now`,
    [happenedAt ?? null],
  );
  return place ?? NO_PLACE;
}

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
  RETURNING ${COLUMNS}`;

/** As `lockUserValues` for many users. */
export async function lockValuesOfUsers(
  queries: Queries,
  asked: readonly Pick<PlacedValue, 'omniUserId' | 'reference'>[],
): Promise<ReadonlyMap<string, UserValues>> {
  const rows = await queries.query<ValueRow>(LOCK_MANY, [
    asked.map(({ omniUserId }) => omniUserId),
    asked.map(({ reference }) => reference),
  ]);
  return new Map([...Map.groupBy(rows, ({ omniUserId }) => omniUserId)].map(([id, own]) => [id, byReference(own)]));
}

/** What is held does not change by this, so that looks of others stay good. */
const PLACE = `
  UPDATE connector.user_values AS known
  SET place_at = placed.place_at, place_seq = placed.place_seq, wished = placed.wished::json
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
    AS placed (omni_user_id, reference, wished, place_at, place_seq)
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
