import type { Database, Queries } from './database.ts';
import { PHASE_DONE, RESTORED } from './jobs.ts';

/** A turn is the right to work on a push, held by one worker at a time and kept by renewing its lease. */
export interface TurnRequest {
  /** Unique per worker. */
  readonly owner: string;
  /** Pushes that this worker has in hand, whatever their leases say. */
  readonly except: readonly string[];
  /** Milliseconds after which another worker may take the turn. */
  readonly leaseMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

/**
 * `paused` jobs have turns too, for their probes, but for those of a database that was put back: a person decides about
 * them. So have plans that did not fit into their call, and a canceled one whose last turn has not ended well: it is
 * ended.
 */
const WORKABLE = `(status IN ('queued', 'running') OR status = 'paused' AND cause_code <> '${RESTORED}' OR background
    OR status = 'canceled' AND finished_at IS NULL)`;

/** A pause of the work this long, for whatever reason, is no part of its pace. */
const REST_MS = 60_000;

const MEASURES = `phase_since > 0 AND greatest(last_turn_at, phase_since) >= connector.now_ms($4) - ${REST_MS}`;

/** Who waits longest is next; SKIP LOCKED sends replicas that look at once to different pushes. */
const TAKE = `
  UPDATE connector.jobs
  SET owner = $1, lease_until = connector.now_ms($4) + $3::bigint,
      status = CASE status WHEN 'queued' THEN 'running' ELSE status END,
      phase_since = CASE WHEN ${MEASURES} THEN phase_since ELSE connector.now_ms($4) END,
      phase_from = CASE WHEN ${MEASURES} THEN phase_from ELSE ${PHASE_DONE} END,
      started_at = CASE WHEN background THEN started_at ELSE coalesce(started_at, connector.now_ms($4)) END
  WHERE id = (
    SELECT id FROM connector.jobs
    WHERE ${WORKABLE} AND greatest(not_before, lease_until) <= connector.now_ms($4) AND id <> ALL ($2::uuid[])
    ORDER BY last_turn_at, accepted_seq LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING id`;

/** Takes the push that is due and waits longest; undefined: none is due. */
export async function takeTurn(queries: Queries, request: TurnRequest): Promise<string | undefined> {
  const { owner, except, leaseMs, now } = request;
  const [push] = await queries.query<{ id: string }>(TAKE, [owner, except, leaseMs, now ?? null]);
  return push?.id;
}

export interface TurnRenewal {
  readonly owner: string;
  readonly jobIds: readonly string[];
  readonly leaseMs: number;
  readonly now?: number | undefined;
}

const RENEW = `
  UPDATE connector.jobs SET lease_until = connector.now_ms($4) + $3::bigint
  WHERE id = ANY ($2::uuid[]) AND owner = $1 AND ${WORKABLE} RETURNING id, status = 'canceled' AS "isCanceled"`;

/**
 * Keeps turns; answers which are to go on: the others were canceled, or taken over. That of a canceled job is kept
 * until its last row has its outcome.
 */
export async function renewTurns(queries: Queries, renewal: TurnRenewal): Promise<ReadonlySet<string>> {
  const { owner, jobIds, leaseMs, now } = renewal;
  const kept = await queries.query<{ id: string; isCanceled: boolean }>(RENEW, [owner, jobIds, leaseMs, now ?? null]);
  return new Set(kept.filter(({ isCanceled }) => !isCanceled).map(({ id }) => id));
}

export interface TurnEnd {
  readonly owner: string;
  readonly jobId: string;
  /** Milliseconds until the next turn is due; a pause that ends later stays. */
  readonly againAfterMs: number;
  readonly now?: number | undefined;
}

const END = `
  UPDATE connector.jobs
  SET owner = '', lease_until = 0, last_turn_at = connector.now_ms($4),
      not_before = CASE status WHEN 'canceled' THEN 0 ELSE greatest(not_before, connector.now_ms($4) + $3::bigint) END
  WHERE id = $1 AND owner = $2`;

/** Gives the turn back, at once free for another worker; does nothing when it was lost meanwhile. */
export async function endTurn(queries: Queries, { owner, jobId, againAfterMs, now }: TurnEnd): Promise<void> {
  await queries.query(END, [jobId, owner, againAfterMs, now ?? null]);
}

/** Gives every turn back, at the start of the embedded database: whoever held one ended with the process before. */
export async function clearTurns(database: Database): Promise<void> {
  await database.query(`UPDATE connector.jobs SET owner = '', lease_until = 0 WHERE lease_until > 0`);
}
