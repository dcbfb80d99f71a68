import { NO_PLACE, type Place } from '../push/place.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Database } from './database.ts';
import { acquireSql, acquireValues, type HeldLease, type LeaseRequest } from './leases.ts';
import { heedClock, isBehind, WISH_NOW } from './wish-clock.ts';

/** A wish that no job keeps. */
export interface AcceptedCall {
  readonly userName: string;
  readonly references: readonly string[];
  /**
   * ms epoch, of a wish that is as old as an event; it is never later than the acceptance, and never before every wish.
   */
  readonly happenedAt?: number | undefined;
  /** Of a call that is repeated under its Idempotency-Key: the place of the first one, which it keeps. */
  readonly first?: Place | undefined;
}

const TAKE = `
  INSERT INTO connector.accepted_calls (user_name_key, named, place_at, place_seq, accepted_at)
  SELECT $1, $2::text[], greatest(least($3::bigint, $4::bigint, now), 0),
         coalesce($5::bigint, nextval('connector.wish_order')), now
  FROM ${WISH_NOW} AS now
  RETURNING place_at AS at, place_seq AS seq, ${isBehind('accepted_at')} AS behind`;

const takeValues = ({ userName, references, happenedAt, first }: AcceptedCall): unknown[] => [
  userNameKey(userName),
  references,
  happenedAt ?? null,
  first?.at ?? null,
  first?.seq ?? null,
];

interface TakenRow extends Place {
  readonly behind: boolean;
}

const NOT_TAKEN: TakenRow = { ...NO_PLACE, behind: false };

/**
 * The place of a wish that is accepted now, and a note of it: until it has had its effect nothing else tells that
 * somebody has asked.
 */
export async function takePlace(database: Database, call: AcceptedCall): Promise<Place> {
  const [{ at, seq, behind } = NOT_TAKEN] = await database.query<TakenRow>(TAKE, takeValues(call));
  if (!behind) return { at, seq };
  // Rare, and the note of the first one does no harm.
  await heedClock(database);
  return await takePlace(database, call);
}

/**
 * Who finds a lease, also one that has run out, leaves it: a holder who is about to record keeps its row locked, and an
 * acceptance waits for nobody.
 */
const ACCEPT = `
  WITH taken AS (${acquireSql('NOT EXISTS (SELECT FROM connector.leases WHERE name = $1)')}),
    accepted AS (${TAKE.replace(/\$(\d)/g, (_, index) => `$${Number(index) + 4}`)})
  SELECT accepted.*, taken.* FROM accepted LEFT JOIN taken ON true`;

/** A call that was accepted. */
export interface Acceptance {
  readonly place: Place;
  /** Undefined where there is one already: ask for it by `acquireLease`. */
  readonly lease: HeldLease | undefined;
}

interface AcceptedRow extends TakenRow, Omit<HeldLease, 'name'> {
  readonly name: string | null;
}

const NOT_ACCEPTED: AcceptedRow = { ...NOT_TAKEN, name: null, fence: 0, since: 0 };

/** As `takePlace`, and takes a lease where there is none. */
export async function acceptCall(database: Database, call: AcceptedCall, request: LeaseRequest): Promise<Acceptance> {
  const parameters = [...acquireValues(request), ...takeValues(call)];
  const [accepted = NOT_ACCEPTED] = await database.query<AcceptedRow>(ACCEPT, parameters);
  const { at, seq, behind, name, fence, since } = accepted;
  if (behind) await heedClock(database);
  const place = behind ? await takePlace(database, call) : { at, seq };
  return { place, lease: name === null ? undefined : { name, fence, since } };
}
