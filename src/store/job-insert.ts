import type { Place } from '../push/place.ts';
import type { Database, Queries } from './database.ts';
import { type JobKindName, type JobPhase, RESTORED } from './jobs.ts';
import { insertPushRows, type NewPushRow } from './push-rows.ts';
import { heedClock, wishNowOr } from './wish-clock.ts';

export interface NewJob {
  /** A UUID, made by the caller. */
  readonly id: string;
  readonly kind: JobKindName;
  /** Where it begins; `planning` unless given. */
  readonly phase?: JobPhase;
  /** `queued` is worked on at once; `planned` is kept for 24 hours, until it is queued by `apply-plan`. */
  readonly status: 'queued' | 'planned';
  readonly clientId: string;
  /** What Okta calls the person who asks for it (`sub`); left out: it is no person. */
  readonly subject?: string | undefined;
  readonly action: string;
  readonly requestId: string;
  readonly parentId?: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** A hash of everything that makes two pushes of one client the same; empty: never the same as another one. */
  readonly fingerprint: string;
  readonly rows: readonly NewPushRow[];
  /** Its place in the order of the wishes; left out, its own. */
  readonly place?: Place | undefined;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number;
}

export interface InsertedJob {
  readonly id: string;
  /** An equal push was there already: nothing was inserted, and `id` is its id. */
  readonly existing: boolean;
}

const PLAN_LIFE_MS = 24 * 3_600_000;

/** Equal pushes that arrive at once wait for each other, on any replica, so that the second one finds the first. */
const LOCK_FINGERPRINT = 'SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))';

/**
 * The same rows join a job that is still open, or a plan that nobody has seen; what has ended is repeated by its
 * Idempotency-Key alone. Rows that are asked for again after somebody else has asked for one of their users, by a job
 * or by a call that need not have had its effect yet, are a new wish: the first job would leave the other one's values.
 * A sync asks when it reads Okta: whom it reads at this moment nobody knows before its rows are there, and what has
 * changed in Okta since is not what it goes by, so that one which has begun to read is joined by no other.
 * So are rows that are asked for again after the database was put back: whoever asks now does not wait for a decision
 * about the job of then.
 */
const FIND_SAME = `
  SELECT id FROM connector.jobs AS same
  WHERE client_id = $1 AND fingerprint = $2 AND cause_code <> '${RESTORED}'
    AND (status IN ('queued', 'running', 'needs-approval', 'paused') OR status = 'planned' AND NOT shown)
    AND (expires_at IS NULL OR expires_at > connector.now_ms($3))
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS mine
      JOIN connector.push_rows AS other USING (user_name_key)
      JOIN connector.jobs AS later ON later.id = other.job_id
      WHERE mine.job_id = same.id AND other.named && mine.named
        AND (coalesce(other.wished_at, later.place_at), coalesce(other.wished_seq, later.place_seq))
          > (same.place_at, same.place_seq)
        AND later.status <> ALL ('{planned,canceled,failed}')
    )
    AND (status = 'planned' OR CASE kind
      WHEN 'sync' THEN phase = 'collecting' AND cursor = '' AND owner = ''
      ELSE NOT EXISTS (
        SELECT FROM connector.jobs AS reading
        WHERE reading.kind IN ('sync', 'changes') AND reading.phase = 'collecting'
          AND reading.status IN ('queued', 'running', 'needs-approval', 'paused')
      ) END)
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS mine
      JOIN connector.accepted_calls AS call USING (user_name_key)
      WHERE mine.job_id = same.id AND call.named && mine.named
        AND (call.place_at, call.place_seq) > (same.place_at, same.place_seq)
    )
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS mine
      JOIN connector.omni_users AS bearer USING (user_name_key)
      JOIN connector.user_values AS written ON written.omni_user_id = bearer.omni_user_id
      WHERE mine.job_id = same.id AND written.reference = ANY (mine.named)
        AND (written.place_at, written.place_seq) > (same.place_at, same.place_seq)
    )
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS mine
      JOIN connector.omni_users AS bearer USING (user_name_key)
      JOIN connector.write_intents AS open ON open.omni_user_id = bearer.omni_user_id
      WHERE mine.job_id = same.id AND (open.place_at, open.place_seq) > (same.place_at, same.place_seq)
    )
  ORDER BY created_at DESC LIMIT 1`;

/** Also where it has a place, it is accepted now: by that time it shows when the clock is set back. */
const INSERT_JOB = `
  INSERT INTO connector.jobs (id, kind, status, client_id, action, request_id, parent_id, options, fingerprint, total,
                              phase, created_at, expires_at, accepted_seq, place_at, place_seq, subject)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8::json, $9, $10, $12, now, CASE WHEN $3 = 'planned' THEN now + ${PLAN_LIFE_MS} END,
          seq, least($13::bigint, accepted_at), coalesce($14::bigint, seq), $15
  FROM connector.now_ms($11) AS now, nextval('connector.wish_order') AS seq,
       LATERAL (SELECT ${wishNowOr('$11')}) AS accepted (accepted_at)`;

async function findSame(queries: Queries, { clientId, fingerprint, now }: NewJob): Promise<string | undefined> {
  if (fingerprint === '') return undefined;
  await queries.query(LOCK_FINGERPRINT, [clientId, fingerprint]);
  const [same] = await queries.query<{ id: string }>(FIND_SAME, [clientId, fingerprint, now ?? null]);
  return same?.id;
}

/** Accepts a job with all its rows. For a transaction. */
export async function insertNewJob(queries: Queries, push: NewJob): Promise<void> {
  await queries.query(INSERT_JOB, [
    push.id,
    push.kind,
    push.status,
    push.clientId,
    push.action,
    push.requestId,
    push.parentId ?? null,
    JSON.stringify(push.options),
    push.fingerprint,
    push.rows.length,
    push.now ?? null,
    push.phase ?? 'planning',
    push.place?.at ?? null,
    push.place?.seq ?? null,
    push.subject ?? '',
  ]);
  await insertPushRows(queries, push.id, push.rows);
}

/**
 * Accepts a job with all its rows, in one transaction; or answers with the open one of the same client that it joins.
 *
 * @param also runs in the transaction that inserts it
 */
export async function insertJob(
  database: Database,
  push: NewJob,
  also: (queries: Queries) => Promise<void> = async () => undefined,
): Promise<InsertedJob> {
  await heedClock(database);
  return await database.transaction(async (queries) => {
    const same = await findSame(queries, push);
    if (same !== undefined) return { id: same, existing: true };

    await insertNewJob(queries, push);
    await also(queries);
    return { id: push.id, existing: false };
  });
}
