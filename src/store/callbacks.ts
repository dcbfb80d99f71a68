import { Secret } from '../base/secret.ts';
import type { Queries } from './database.ts';
import type { JobStatus } from './jobs.ts';

/** A callback whose turn it is: a job shows a status that its address has not been told. */
export interface DueCallback {
  readonly id: number;
  readonly jobId: string;
  readonly url: Secret;
  /** The status to tell. */
  readonly status: JobStatus;
  /** This try included. */
  readonly tries: number;
}

const ADD = `
  INSERT INTO connector.callbacks (job_id, url, url_hash) VALUES ($1, $2, sha256(convert_to($2, 'UTF8')))
  ON CONFLICT DO NOTHING`;

/** Asks for a callback about a push; asking for the same one again changes nothing. */
export async function addCallback(queries: Queries, jobId: string, url: string): Promise<void> {
  await queries.query(ADD, [jobId, url]);
}

/**
 * Nobody has to announce that a job ended: that it shows another status than the one told last makes a callback due, so
 * none is lost between two statements. SKIP LOCKED sends replicas that look at once to different callbacks.
 */
const TAKE = `
  WITH due AS (
    SELECT callback.id, push.status
    FROM connector.callbacks callback JOIN connector.jobs push ON push.id = callback.job_id
    WHERE callback.url <> '' AND push.status IN ('needs-approval', 'done', 'canceled', 'failed')
      AND (push.status <> 'canceled' OR push.finished_at IS NOT NULL)
      AND (callback.status <> push.status
           OR callback.state = 'open' AND callback.not_before <= connector.now_ms($3))
    ORDER BY callback.not_before, callback.id LIMIT $1 FOR UPDATE OF callback SKIP LOCKED
  )
  UPDATE connector.callbacks AS callback
  SET status = due.status, state = 'open', not_before = connector.now_ms($3) + $2::bigint,
      tries = CASE WHEN callback.status = due.status THEN callback.tries + 1 ELSE 1 END
  FROM due WHERE callback.id = due.id
  RETURNING callback.id, callback.job_id AS "jobId", callback.url, callback.status, callback.tries`;

/**
 * Takes callbacks that are due. Each counts as tried, and is due again after the lease, unless it is settled before:
 * a process that dies meanwhile costs a repetition, never a callback.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock, which all replicas share
 */
export async function takeDueCallbacks(
  queries: Queries,
  { limit, leaseMs, now }: { readonly limit: number; readonly leaseMs: number; readonly now?: number },
): Promise<DueCallback[]> {
  const due = await queries.query<Omit<DueCallback, 'url'> & { url: string }>(TAKE, [limit, leaseMs, now ?? null]);
  return due.map((callback) => ({ ...callback, url: new Secret(callback.url) }));
}

/** How a try has ended; `open` is tried again. */
export type CallbackState = 'open' | 'delivered' | 'given-up';

const SETTLE = `
  UPDATE connector.callbacks
  SET state = $4, not_before = connector.now_ms($6) + $5::bigint,
      url = CASE WHEN $4 <> 'open' AND status <> 'needs-approval' THEN '' ELSE url END
  WHERE id = $1 AND status = $2 AND tries = $3`;

/** Records the end of a try, unless another one has begun since. After the last one the address is forgotten. */
export async function settleCallback(
  queries: Queries,
  { id, status, tries }: DueCallback,
  end: { readonly state: CallbackState; readonly afterMs?: number; readonly now?: number },
): Promise<void> {
  await queries.query(SETTLE, [id, status, tries, end.state, end.afterMs ?? 0, end.now ?? null]);
}

const TELL_ANEW = `UPDATE connector.callbacks SET status = '' WHERE job_id = $1 AND status = 'needs-approval'`;

/** A job waits for approval once more: what was told of that before was about another plan. */
export async function tellHoldAnew(queries: Queries, jobId: string): Promise<void> {
  await queries.query(TELL_ANEW, [jobId]);
}
