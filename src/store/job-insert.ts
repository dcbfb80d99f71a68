import type { Database, Queries } from './database.ts';
import type { JobKindName, JobPhase } from './jobs.ts';
import { insertPushRows, type NewPushRow } from './push-rows.ts';

export interface NewJob {
  /** A UUID, made by the caller. */
  readonly id: string;
  readonly kind: JobKindName;
  /** Where it begins; `planning` unless given. */
  readonly phase?: JobPhase;
  /** `queued` is worked on at once; `planned` is kept for 24 hours, until it is queued by `apply-plan`. */
  readonly status: 'queued' | 'planned';
  readonly clientId: string;
  readonly action: string;
  readonly requestId: string;
  readonly parentId?: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** A hash of everything that makes two pushes of one client the same; empty: never the same as another one. */
  readonly fingerprint: string;
  readonly rows: readonly NewPushRow[];
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number;
}

export interface InsertedJob {
  readonly id: string;
  /** An equal push was there already: nothing was inserted, and `id` is its id. */
  readonly existing: boolean;
}

const MINUTE_MS = 60_000;
/** Within this time the same rows of the same client are a repetition, not a new wish. */
const SAME_JOB_MS = 10 * MINUTE_MS;
const PLAN_LIFE_MS = 24 * 60 * MINUTE_MS;

/** Equal pushes that arrive at once wait for each other, on any replica, so that the second one finds the first. */
const LOCK_FINGERPRINT = 'SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))';

/**
 * Rows that were asked for again after another push has named one of their users are a new wish: the answer of the first
 * push would let the other one's values stand.
 */
const FIND_SAME = `
  SELECT id FROM connector.jobs AS same
  WHERE client_id = $1 AND fingerprint = $2 AND created_at > connector.now_ms($3) - ${SAME_JOB_MS}
    AND status <> ALL ('{canceled,failed}')
    -- Okta may have changed since a sync or a report has ended.
    AND NOT (status = 'done' AND kind IN ('sync', 'drift', 'coverage'))
    AND NOT EXISTS (
      SELECT FROM connector.push_rows AS mine
      JOIN connector.push_rows AS other USING (user_name_key)
      JOIN connector.jobs AS later ON later.id = other.job_id
      WHERE mine.job_id = same.id AND later.accepted_seq > same.accepted_seq AND other.named && mine.named
        AND later.status <> ALL ('{planned,canceled,failed}')
    )
  ORDER BY created_at DESC LIMIT 1`;

const INSERT_JOB = `
  INSERT INTO connector.jobs (id, kind, status, client_id, action, request_id, parent_id, options, fingerprint, total,
                                phase, created_at, expires_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8::json, $9, $10, $12, now, CASE WHEN $3 = 'planned' THEN now + ${PLAN_LIFE_MS} END
  FROM connector.now_ms($11) AS now`;

async function findSame(queries: Queries, { clientId, fingerprint, now }: NewJob): Promise<string | undefined> {
  if (fingerprint === '') return undefined;
  await queries.query(LOCK_FINGERPRINT, [clientId, fingerprint]);
  const [same] = await queries.query<{ id: string }>(FIND_SAME, [clientId, fingerprint, now ?? null]);
  return same?.id;
}

/**
 * Accepts a push with all its rows, in one transaction. When the same client sent the same fingerprint within the last
 * 10 minutes, that push is the answer, unless it was canceled or has failed, or another push has named one of its users
 * since.
 */
export function insertJob(database: Database, push: NewJob): Promise<InsertedJob> {
  return database.transaction(async (queries) => {
    const same = await findSame(queries, push);
    if (same !== undefined) return { id: same, existing: true };

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
    ]);
    await insertPushRows(queries, push.id, push.rows);
    return { id: push.id, existing: false };
  });
}
