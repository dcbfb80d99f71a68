import type { Database, Queries } from './database.ts';
import { type JobStatus, RESTORED } from './jobs.ts';
import { wishNowOr } from './wish-clock.ts';

interface Move {
  readonly from: readonly JobStatus[];
  readonly to: JobStatus;
}

/**
 * Every change of a push's status; the start of the work, `queued` to `running`, is made by `takeTurn`. A move from any
 * other status does nothing, so of two that contradict each other (cancel and finish) the first one counts.
 */
const MOVES = {
  apply: { from: ['planned'], to: 'queued' },
  approve: { from: ['needs-approval'], to: 'queued' },
  cancel: { from: ['queued', 'running', 'needs-approval', 'paused'], to: 'canceled' },
  finish: { from: ['running'], to: 'done' },
  hold: { from: ['running', 'paused'], to: 'needs-approval' },
  pause: { from: ['running', 'paused'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
} as const satisfies Record<string, Move>;

export type JobMove = keyof typeof MOVES;

/**
 * How old the looks of a plan may be when its job goes on after a rest: whoever bears a name may be somebody else by
 * then. A job that has had no rest goes by them however long it takes, since a second look would cost as much as a
 * write.
 */
export const LOOK_MS = 600_000;

/** The status that a move leads to. */
export const statusAfter = (move: JobMove): JobStatus => MOVES[move].to;

/** The status of a job, which nobody else moves before the transaction ends. Undefined: there is no such job. */
export async function lockJob(queries: Queries, id: string): Promise<JobStatus | undefined> {
  const found = await queries.query<{ status: JobStatus }>(
    'SELECT status FROM connector.jobs WHERE id = $1 FOR UPDATE',
    [id],
  );
  return found[0]?.status;
}

export interface MoveDetails {
  /** One sentence for get-job; left out, it becomes empty. */
  readonly message?: string;
  /** Why it is paused: a code of the error registry. */
  readonly causeCode?: string;
  /** Of `pause`: milliseconds until the next probe is due, and how many have failed. */
  readonly probeAfterMs?: number;
  readonly probeStep?: number;
  /** Of `apply`: by which action and request everything is written from then on. */
  readonly appliedBy?: { readonly action: string; readonly requestId: string };
  /** Of a move that a turn makes: whose turn it still has to be; empty: nobody's. Left out: a person moves it. */
  readonly owner?: string;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number;
}

/**
 * A canceled job has ended when none of its writes is on its way: at once where nobody is at work on it, else by
 * `endCanceledJob`.
 */
const IS_AT_REST = `
  owner = '' AND NOT EXISTS (
    SELECT FROM connector.write_intents AS open
    WHERE open.place_seq = jobs.place_seq
      OR open.place_seq IN (SELECT wished_seq FROM connector.push_rows WHERE job_id = jobs.id AND wished_seq IS NOT NULL)
  )`;

/**
 * Applying a plan is what accepts it, so only then does it get its place in the order of acceptance, and only looks
 * after that count; what it writes is written by the call that applies it, and not by the one that has planned. Of a
 * job that goes on after a rest they count as long as they are not old. A job of a database that was put back is ended
 * here by a person; `releaseRestored` lets it go on.
 */
const MOVE = `
  UPDATE connector.jobs AS jobs
  SET status = $3, message = $4, cause_code = $5, not_before = connector.now_ms($8) + $6::bigint, probe_step = $7,
      approved = approved OR status = 'needs-approval' AND $3 = 'queued',
      looked_at = CASE WHEN status = 'planned' THEN 0
                       WHEN $3 IN ('queued', 'running') AND looked_at < connector.now_ms($8) - ${LOOK_MS} THEN 0
                       ELSE looked_at END,
      accepted_seq = CASE status WHEN 'planned' THEN next.seq ELSE accepted_seq END,
      place_seq = CASE status WHEN 'planned' THEN next.seq ELSE place_seq END,
      place_at = CASE WHEN status <> 'planned' THEN place_at ELSE ${wishNowOr('$8')} END,
      finished_at = CASE WHEN $3 = 'done' OR $3 = 'canceled' AND ${IS_AT_REST} THEN connector.now_ms($8) END,
      action = CASE status WHEN 'planned' THEN coalesce($9, action) ELSE action END,
      request_id = CASE status WHEN 'planned' THEN coalesce($10, request_id) ELSE request_id END,
      expires_at = NULL
  FROM nextval('connector.wish_order') AS next (seq)
  WHERE id = $1 AND status = ANY ($2::text[]) AND (expires_at IS NULL OR expires_at > connector.now_ms($8))
    AND ($11::text IS NULL OR owner = $11)
    AND (status <> 'paused' OR cause_code <> '${RESTORED}' OR $3 = 'canceled')
  RETURNING id`;

/**
 * Changes the status of a push. False: there is no such push, it may not move so from where it is, it expired, or the
 * turn was lost.
 */
export async function moveJob(
  queries: Queries,
  id: string,
  move: JobMove,
  { message = '', causeCode = '', probeAfterMs = 0, probeStep = 0, appliedBy, owner, now }: MoveDetails = {},
): Promise<boolean> {
  const { from, to } = MOVES[move];
  const { action = null, requestId = null } = appliedBy ?? {};
  const why = [message, causeCode, probeAfterMs, probeStep];
  const moved = await queries.query(MOVE, [id, from, to, ...why, now ?? null, action, requestId, owner ?? null]);
  return moved.length > 0;
}

/** What was cut off may have been written: an undo looks after it. */
const DOUBT_ROWS = `
  UPDATE connector.push_rows AS held SET code = $2, message = $3
  FROM connector.jobs AS job
  WHERE job.id = $1 AND held.job_id = job.id AND held.state = 'ready' AND held.merged_into IS NULL
    AND EXISTS (
      SELECT FROM connector.write_intents AS open
      WHERE open.omni_user_id = held.omni_user_id AND open.place_seq = coalesce(held.wished_seq, job.place_seq)
    )`;

const END_CANCELED = `
  UPDATE connector.jobs SET finished_at = connector.now_ms(NULL)
  WHERE id = $1 AND status = 'canceled' AND finished_at IS NULL`;

/**
 * Ends a job that was canceled, by whoever has its turn: its last row has its outcome, or was cut off.
 *
 * @param cutOff what a row says of which nobody knows whether it was written
 */
export async function endCanceledJob(
  database: Database,
  id: string,
  cutOff: { readonly code: string; readonly message: string },
): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.query(DOUBT_ROWS, [id, cutOff.code, cutOff.message]);
    await queries.query(END_CANCELED, [id]);
  });
}
