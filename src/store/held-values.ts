import { NO_PLACE, type Place } from '../push/place.ts';
import type { Queries } from './database.ts';
import { type LeaseRenewal, releaseSql, renewSql } from './leases.ts';
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

/** A row of its own where nothing was locked. */
interface LockedRow extends UserValueRow {
  readonly isHeld: boolean;
}

/** What was locked; undefined: the lease is lost. */
const valuesOf = (rows: readonly LockedRow[]): UserValues | undefined =>
  rows.some(({ isHeld }) => isHeld) ? userValuesOf(rows.filter(({ reference }) => reference !== null)) : undefined;

const LOCKED = `
  SELECT lease.*, locked.* FROM (SELECT count(*) > 0 AS "isHeld" FROM held) AS lease LEFT JOIN locked ON true`;

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
  return valuesOf(
    isLast
      ? await queries.query<LockedRow>(HOLD_LAST, parameters)
      : await queries.query<LockedRow>(HOLD, [...parameters, lease.leaseMs]),
  );
}

/** Of what is not known only the place can tell. */
const IS_AS_KNOWN = `
  NOT EXISTS (
    SELECT FROM locked
    JOIN unnest($14::text[], $15::bigint[], $16::bigint[], $17::bigint[]) AS known (reference, changed_at, at, seq)
      USING (reference)
    WHERE locked."changedAt" <> coalesce(known.changed_at, locked."changedAt")
      OR (locked."placeAt", locked."placeSeq") <> (known.at, known.seq)
  )`;

const CLAIM = `
  WITH held AS (${renewSql('$10', '$11::bigint', '$18')}), locked AS (${lockSql('$8', '$14', IS_HELD)}),
    opened AS (${openSql(`${IS_HELD} AND ${IS_AS_KNOWN}`)})
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
    references,
    references.map((reference) => known.get(reference)?.changedAt ?? null),
    references.map((reference) => (known.get(reference)?.place ?? NO_PLACE).at),
    references.map((reference) => (known.get(reference)?.place ?? NO_PLACE).seq),
    lease.leaseMs,
  ]);
  const values = valuesOf(rows);
  return values && { values, isNoted: rows.some(({ opened }) => opened > 0) };
}

/** The rows are there since the write was claimed. */
const recordSql = (held: string): string => `
  WITH held AS (${held}), locked AS MATERIALIZED (
    SELECT ${USER_VALUE_COLUMNS} FROM connector.user_values
    WHERE omni_user_id = $1 AND reference = ANY ($8::text[]) AND ${IS_HELD} ORDER BY reference FOR UPDATE
  ), moved AS (
    ${moveSql('EXISTS (SELECT FROM locked WHERE locked.reference = known.reference)')}
  ), closed AS (
    DELETE FROM connector.write_intents WHERE id = $9 AND (SELECT count(*) FROM moved) = cardinality($2::text[])
    RETURNING id
  )
  SELECT found.*, (SELECT count(*)::int FROM moved) AS moved, (SELECT count(*)::int FROM closed) AS closed
  FROM (${LOCKED}) AS found`;

const RECORD = recordSql(renewSql('$10', '$11', '$12'));
const RECORD_LAST = recordSql(releaseSql('$10', '$11'));

/** What was written, and is recorded. */
export interface WrittenValues extends HeldValues {
  readonly place: Place;
  readonly moved: readonly MovedValue[];
  /** Of the note of the write; undefined: it stays. */
  readonly intentId: string | undefined;
}

export interface RecordedValues {
  /** As they were known before they were moved. */
  readonly values: UserValues;
  /** How many were moved: the others belong to later wishes. */
  readonly moved: number;
  /** Whether the note of the write was there. */
  readonly isClosed: boolean;
}

/**
 * Moves values to a wish that was written, and removes its note, in the transaction that appends the audit entries.
 * Nobody else can have the lease or the values until that ends.
 *
 * @param isLast as of `holdValues`
 * @returns undefined: the lease is lost
 */
export async function recordValues(
  queries: Queries,
  { lease, omniUserId, references, place, moved, intentId }: WrittenValues,
  isLast: boolean,
): Promise<RecordedValues | undefined> {
  const moving = moveValues(omniUserId, place, moved);
  const parameters = [...moving, references, intentId ?? null, lease.name, lease.fence];
  const rows = await queries.query<LockedRow & { readonly moved: number; readonly closed: number }>(
    isLast ? RECORD_LAST : RECORD,
    isLast ? parameters : [...parameters, lease.leaseMs],
  );
  const values = valuesOf(rows);
  const [first] = rows;
  return values && first && { values, moved: first.moved, isClosed: first.closed > 0 };
}
