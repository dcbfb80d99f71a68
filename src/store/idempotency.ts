import type { Place } from '../push/place.ts';
import type { Queries } from './database.ts';
import { wishNowOr } from './wish-clock.ts';

/** One call under one Idempotency-Key. Keys belong to a client: two clients may use the same one. */
export interface IdempotentCall {
  readonly clientId: string;
  readonly key: string;
  /** Unique per attempt, such as the request id: only the attempt that holds the call may finish it. */
  readonly owner: string;
}

export interface BeginCall extends IdempotentCall {
  /** A hash of the action and its body: the same key with another one is a mistake of the caller. */
  readonly fingerprint: string;
  /** Milliseconds after which the call may be taken over; longer than an action can last. */
  readonly leaseMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

export interface StoredAnswer {
  readonly status: number;
  /** The body as it was sent, byte for byte. */
  readonly answer: string;
}

export type Begun =
  /**
   * This attempt runs the action. `resumed`: an earlier attempt was killed on the way and may have had its effect.
   * `place`: where the call stands in the order of the wishes, by its first attempt, also one that has failed.
   */
  | { readonly kind: 'run'; readonly resumed: boolean; readonly place: Place }
  | ({ readonly kind: 'replay' } & StoredAnswer)
  | { readonly kind: 'busy' }
  | { readonly kind: 'mismatch' };

const TAKE = `
  INSERT INTO connector.idempotency AS held (client_id, key, fingerprint, owner, lease_until, created_at)
  SELECT $1, $2, $3, $4, connector.now_ms($6) + $5::bigint, ${wishNowOr('$6')}
  ON CONFLICT (client_id, key) DO UPDATE
    SET owner = excluded.owner, lease_until = excluded.lease_until, attempt = held.attempt + 1,
        fingerprint = excluded.fingerprint,
        created_at = CASE WHEN held.fingerprint = excluded.fingerprint THEN held.created_at ELSE excluded.created_at END,
        place_seq = CASE WHEN held.fingerprint = excluded.fingerprint THEN held.place_seq ELSE excluded.place_seq END
    WHERE held.state = 'running' AND held.lease_until <= connector.now_ms($6)
      AND (held.fingerprint = excluded.fingerprint OR held.attempt = 0)
  RETURNING attempt, created_at AS "createdAt", place_seq AS "placeSeq"`;

const LOOK = `
  SELECT fingerprint = $3 AS same, state, status, answer
  FROM connector.idempotency WHERE client_id = $1 AND key = $2`;

type Held = { same: boolean } & ({ state: 'running' } | ({ state: 'done' } & StoredAnswer));

function describeHeld(held: Held | undefined): Begun {
  if (!held) return { kind: 'busy' }; // given up by its owner this very moment: the caller's next try will run
  if (!held.same) return { kind: 'mismatch' };
  if (held.state === 'running') return { kind: 'busy' };
  return { kind: 'replay', status: held.status, answer: held.answer };
}

/** Claims the key for this attempt, or says why not. Of any number of concurrent attempts exactly one gets `run`. */
export async function beginCall(queries: Queries, call: BeginCall): Promise<Begun> {
  const { clientId, key, fingerprint, owner, leaseMs, now } = call;
  const [taken] = await queries.query<{ attempt: number; createdAt: number; placeSeq: number }>(TAKE, [
    clientId,
    key,
    fingerprint,
    owner,
    leaseMs,
    now ?? null,
  ]);
  if (taken) {
    return { kind: 'run', resumed: taken.attempt > 1, place: { at: taken.createdAt, seq: taken.placeSeq } };
  }

  const [held] = await queries.query<Held>(LOOK, [clientId, key, fingerprint]);
  return describeHeld(held);
}

const FINISH = `
  UPDATE connector.idempotency SET state = 'done', status = $4, answer = $5
  WHERE client_id = $1 AND key = $2 AND owner = $3 AND state = 'running' RETURNING key`;

/** Keeps the answer for every repetition. False: this attempt lost the call to another one, whose answer counts. */
export async function finishCall(queries: Queries, call: IdempotentCall, answer: StoredAnswer): Promise<boolean> {
  const { clientId, key, owner } = call;
  const kept = await queries.query(FINISH, [clientId, key, owner, answer.status, answer.answer]);
  return kept.length > 0;
}

/** This attempt does not count; those before it, which may have had their effect, still do. */
const ABANDON = `
  UPDATE connector.idempotency SET owner = '', lease_until = 0, attempt = attempt - 1
  WHERE client_id = $1 AND key = $2 AND owner = $3 AND state = 'running'`;

/**
 * Gives the key free after a failure that may be repeated: the next call with it runs the action again. The same call
 * keeps the place of this one in the order of the wishes; where no attempt counts, another call may take the key.
 */
export async function abandonCall(queries: Queries, { clientId, key, owner }: IdempotentCall): Promise<void> {
  await queries.query(ABANDON, [clientId, key, owner]);
}

/** Lets running calls be taken over at once, at the start of the embedded database: their owners are gone. */
export async function endIdempotencyLeases(queries: Queries): Promise<void> {
  await queries.query(`UPDATE connector.idempotency SET lease_until = 0 WHERE state = 'running'`);
}
