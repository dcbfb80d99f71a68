import { NO_PLACE, type Place } from '../push/place.ts';
import { type ChainEnd, lockHeadSql } from './audit.ts';
import type { Queries } from './database.ts';
import { type HeldLease, type LeaseRenewal, releaseSql, renewSql } from './leases.ts';
import {
  lockSql,
  type MovedValue,
  moveSql,
  moveValues,
  USER_VALUE_COLUMNS,
  type UserValueRow,
  type UserValues,
  userValuesOf,
} from './user-values.ts';
import { type FencedIntent, openSql, openValues } from './write-intents.ts';

/** Values of one user, under the lease of who writes to them. */
export interface HeldValues {
  readonly lease: LeaseRenewal;
  readonly omniUserId: string;
  readonly references: readonly string[];
}

/**
 * Every statement here asks for the lease first and for the values then: whoever locks both does it in this order.
 * Without the lease nothing is locked or written.
 */
const IS_HELD = 'EXISTS (SELECT FROM held)';

/** One at least where the lease is held: a row of its own where nothing was locked. */
type LockedRow = UserValueRow | { readonly reference: null };

const valuesOf = (rows: readonly LockedRow[]): UserValues => userValuesOf(rows.filter((row) => row.reference !== null));

const LOCKED = 'SELECT locked.* FROM held LEFT JOIN locked ON true';

const holdSql = (held: string): string => `
  WITH held AS (${held}), locked AS (${lockSql('$3', '$4', IS_HELD)}) ${LOCKED}`;

const HOLD = holdSql(renewSql('$1', '$2', '$5'));
const HOLD_LAST = holdSql(releaseSql('$1', '$2'));

/**
 * Renews the lease of a user and locks values: nobody else can have either until the transaction ends.
 *
 * @param isLast the lease is given back instead, with the end of the transaction
 * @returns what is known of the values; undefined: the lease is lost
 */
export async function holdValues(
  queries: Queries,
  { lease, omniUserId, references }: HeldValues,
  isLast = false,
): Promise<UserValues | undefined> {
  const parameters = [lease.name, lease.fence, omniUserId, references];
  const rows = isLast
    ? await queries.query<LockedRow>(HOLD_LAST, parameters)
    : await queries.query<LockedRow>(HOLD, [...parameters, lease.leaseMs]);
  return rows.length > 0 ? valuesOf(rows) : undefined;
}

/**
 * Whether what was locked is as it was known; of what is not known only the place can tell.
 *
 * @param first the number of the first of the parameters of `knownValues`
 */
const asKnownSql = (first: number): string => `
  NOT EXISTS (
    SELECT FROM locked
    JOIN unnest($${first}::text[], $${first + 1}::bigint[], $${first + 2}::bigint[], $${first + 3}::bigint[])
      AS known (reference, changed_at, at, seq) USING (reference)
    WHERE locked."changedAt" <> coalesce(known.changed_at, locked."changedAt")
      OR (locked."placeAt", locked."placeSeq") <> (known.at, known.seq)
  )`;

/** The parameters of `asKnownSql`. */
const knownValues = (references: readonly string[], known: UserValues): unknown[] => [
  references,
  references.map((reference) => known.get(reference)?.changedAt ?? null),
  references.map((reference) => (known.get(reference)?.place ?? NO_PLACE).at),
  references.map((reference) => (known.get(reference)?.place ?? NO_PLACE).seq),
];

const CLAIM = `
  WITH held AS (${renewSql('$10', '$11::bigint', '$18')}), locked AS (${lockSql('$8', '$14', IS_HELD)}),
    opened AS (${openSql(`${IS_HELD} AND ${asKnownSql(14)}`)})
  SELECT found.*, (SELECT count(*)::int FROM opened) AS opened FROM (${LOCKED}) AS found`;

/** What became of a claim. */
export interface ClaimedValues {
  readonly values: UserValues;
  /** False: something is not as it was known, and nothing was noted. */
  readonly isNoted: boolean;
}

/**
 * As `holdValues` in a transaction of its own, in which a write is noted where each of its values is as it was known.
 *
 * @param known what the write goes by
 * @returns undefined: the lease is lost
 */
export async function claimValues(
  queries: Queries,
  { lease, references }: HeldValues,
  intent: FencedIntent,
  known: UserValues,
): Promise<ClaimedValues | undefined> {
  const rows = await queries.query<LockedRow & { readonly opened: number }>(CLAIM, [
    ...openValues(intent),
    ...knownValues(references, known),
    lease.leaseMs,
  ]);
  const [first] = rows;
  return first && { values: valuesOf(rows), isNoted: first.opened > 0 };
}

/** Rows that are there, locked in the order of all. */
const lockedSql = (omniUserId: string, references: string): string => `
  SELECT ${USER_VALUE_COLUMNS} FROM connector.user_values
  WHERE omni_user_id = ${omniUserId} AND reference = ANY (${references}::text[]) AND ${IS_HELD}
  ORDER BY reference FOR UPDATE`;

/** A row that is not there yet cannot be moved by the statement that would add it. */
const PLACE = `
  WITH held AS MATERIALIZED (SELECT name FROM connector.leases WHERE name = $12 AND fence = $13 FOR UPDATE),
    locked AS MATERIALIZED (${lockedSql('$1', '$8')}),
    moved AS (${moveSql(`(SELECT count(*) FROM locked) = cardinality($8::text[]) AND ${asKnownSql(8)}`)})
  DELETE FROM connector.leases WHERE name = $12 AND fence = $13 AND EXISTS (SELECT FROM moved) RETURNING name`;

/** Values that were found as a wish asks for them. */
export interface FoundValues extends Omit<HeldValues, 'lease'> {
  readonly lease: Pick<HeldLease, 'name' | 'fence'>;
  readonly place: Place;
  /** Those in place: at least one. */
  readonly moved: readonly MovedValue[];
}

/**
 * Moves values to a wish that has found them in place, and gives the lease back, where each of the values is as it was
 * known.
 *
 * @param known what the wish goes by
 * @returns false: something is not, or the lease is lost, and nothing was done
 */
export async function placeValues(
  queries: Queries,
  { lease, omniUserId, references, place, moved }: FoundValues,
  known: UserValues,
): Promise<boolean> {
  const moving = moveValues(omniUserId, place, moved);
  const done = await queries.query(PLACE, [...moving, ...knownValues(references, known), lease.name, lease.fence]);
  return done.length > 0;
}

/**
 * The rows are there since the write was claimed. The end of the audit log comes last, as for everybody, and only where
 * all else is done.
 */
const recordSql = (held: string): string => `
  WITH held AS (${held}), locked AS MATERIALIZED (${lockedSql('$1', '$8')}), moved AS (
    ${moveSql('EXISTS (SELECT FROM locked WHERE locked.reference = known.reference)')}
  ), closed AS (
    DELETE FROM connector.write_intents WHERE id = $9 AND (SELECT count(*) FROM moved) = cardinality($2::text[])
    RETURNING id
  ), head AS MATERIALIZED (${lockHeadSql('$12::bool AND (SELECT count(*) FROM closed) > 0')})
  SELECT found.*, (SELECT count(*)::int FROM moved) AS moved, (SELECT count(*)::int FROM closed) AS closed,
         (SELECT row_to_json(head) FROM head) AS head
  FROM (${LOCKED}) AS found`;

const RECORD = recordSql(renewSql('$10', '$11', '$13'));
const RECORD_LAST = recordSql(releaseSql('$10', '$11'));

/** What was written, and is recorded. */
export interface WrittenValues extends HeldValues {
  readonly place: Place;
  readonly moved: readonly MovedValue[];
  /** Of the note of the write; undefined: it stays. */
  readonly intentId: string | undefined;
  /** The audit entries come next, so that the end of their log is locked as well. */
  readonly isAuditNext?: boolean;
}

export interface RecordedValues {
  /** As they were known before they were moved. */
  readonly values: UserValues;
  /** How many were moved: the others belong to later wishes. */
  readonly moved: number;
  /** Whether the note of the write was there. */
  readonly isClosed: boolean;
  /** The end of the audit log, locked; undefined where the entries do not come next, or not all was recorded. */
  readonly head: ChainEnd | undefined;
}

type RecordedRow = LockedRow & {
  readonly moved: number;
  readonly closed: number;
  readonly head: ChainEnd | null;
};

/**
 * Moves values to a wish that was written, and removes its note, in the transaction that appends the audit entries.
 * Nobody else can have the lease or the values until that ends.
 *
 * @param isLast as of `holdValues`
 * @returns undefined: the lease is lost
 */
export async function recordValues(
  queries: Queries,
  { lease, omniUserId, references, place, moved, intentId, isAuditNext = false }: WrittenValues,
  isLast: boolean,
): Promise<RecordedValues | undefined> {
  const moving = moveValues(omniUserId, place, moved);
  const parameters = [...moving, references, intentId ?? null, lease.name, lease.fence, isAuditNext];
  const rows = await queries.query<RecordedRow>(
    isLast ? RECORD_LAST : RECORD,
    isLast ? parameters : [...parameters, lease.leaseMs],
  );
  const [first] = rows;
  if (!first) return undefined;
  const { moved: count, closed, head } = first;
  return { values: valuesOf(rows), moved: count, isClosed: closed > 0, head: head ?? undefined };
}
