import type { ErrorCode } from '../errors/error-codes.ts';
import type { PhaseProgress } from '../push/pace.ts';
import type { Place } from '../push/place.ts';
import type { Queries } from './database.ts';

/**
 * `sync` takes its rows from Okta, `changes` those of whom Okta tells; `drift`, `coverage` and `usage` are reports
 * and never write.
 */
export type JobKindName = 'push' | 'undo' | 'retry' | 'sync' | 'changes' | 'drift' | 'coverage' | 'usage';

/** What a job does next: read Okta, find out what to write, judge that, write it; a report has its own phase. */
export type JobPhase = 'collecting' | 'planning' | 'judging' | 'applying' | 'reporting';

/** `planned`: kept for review, not yet accepted for writing. The others are what the action get-job shows. */
export type JobStatus = 'planned' | 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';

/** The cause of a pause that only a person ends: the job was open in a database that was put back. */
export const RESTORED = 'RESTORED' satisfies ErrorCode;

/** One job, without its rows. Times are milliseconds since the epoch. */
export interface JobRecord extends PhaseProgress {
  readonly id: string;
  readonly kind: JobKindName;
  readonly status: JobStatus;
  readonly phase: JobPhase;
  /** Grows with each acceptance. */
  readonly acceptedSeq: number;
  /** Where its rows stand in the order of the wishes: of a retry that of the job whose rows it repeats. */
  readonly place: Place;
  readonly clientId: string;
  /** What Okta calls the person who has started it at the console; empty: it was no person. */
  readonly subject: string;
  readonly action: string;
  readonly requestId: string;
  /** The push that this one undoes or retries. */
  readonly parentId: string | null;
  /** What it was asked to do, as its kind keeps it. */
  readonly options: unknown;
  readonly planHash: string;
  readonly message: string;
  /** Why it is paused or failed: a code of the error registry, or empty. */
  readonly causeCode: string;
  readonly total: number;
  /** Rows with an outcome: changed, unchanged or failed. */
  readonly doneCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly failedCount: number;
  /** Values that the plan empties. */
  readonly clearedCount: number;
  readonly omniRequests: number;
  readonly minimumRequests: number;
  /** How many probes of a paused push have failed. */
  readonly probeStep: number;
  readonly approved: boolean;
  /** When the looks at Omni began that the plan goes by, ms epoch; 0: there are none, or they no longer count. */
  readonly lookedAt: number;
  /** What the plan came to when the guard held the job last; null: it never did. */
  readonly judged: unknown;
  /** Where a collection or a report goes on; empty at the beginning. */
  readonly cursor: string;
  /** What it has found in Okta while it collected. */
  readonly collected: Readonly<Record<string, unknown>>;
  /** The counters of a report. */
  readonly report: Readonly<Record<string, unknown>>;
  /** A plan that did not fit into its call, and is made without it. */
  readonly background: boolean;
  /** Whether a caller has seen the plan. */
  readonly shown: boolean;
  readonly notBefore: number;
  /** When its last turn ended; 0 before the end of the first. */
  readonly lastTurnAt: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When a plan ends that nobody has applied. */
  readonly expiresAt: number | null;
}

/**
 * What is done of a phase: collecting has no end that anybody knows, and applying counts the rows that had no outcome
 * when it began.
 */
export const PHASE_DONE = `
  CASE phase WHEN 'collecting' THEN total WHEN 'applying' THEN greatest(0, done_count - total + phase_total)
             ELSE phase_done END`;

/** Until now where it is being worked on, else until its last turn ended. */
const PHASE_MS = `CASE status WHEN 'running' THEN connector.now_ms(NULL) ELSE last_turn_at END - phase_since`;

/** The columns of a `JobRecord`. */
const JOB_COLUMNS = `
  id, kind, status, phase, accepted_seq AS "acceptedSeq",
  json_build_object('at', place_at, 'seq', place_seq) AS place, client_id AS "clientId", subject, action, request_id AS "requestId",
  parent_id AS "parentId", options, plan_hash AS "planHash", message, cause_code AS "causeCode", total,
  done_count AS "doneCount", changed_count AS "changedCount", unchanged_count AS "unchangedCount",
  failed_count AS "failedCount", cleared_count AS "clearedCount", omni_requests AS "omniRequests",
  minimum_requests AS "minimumRequests", probe_step AS "probeStep", approved, looked_at AS "lookedAt", judged, cursor,
  collected, report, background, shown, not_before AS "notBefore",
  last_turn_at AS "lastTurnAt",  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt", expires_at AS "expiresAt",
  ${PHASE_DONE} AS "phaseDone", phase_total AS "phaseTotal", phase_from AS "phaseFrom", ${PHASE_MS} AS "phaseMs"`;

const ENDED: ReadonlySet<JobStatus> = new Set(['done', 'canceled', 'failed']);

/** Whether nothing more happens to a job. A canceled one has ended when none of its rows is on its way. */
export const hasEnded = ({ status, finishedAt }: Pick<JobRecord, 'status' | 'finishedAt'>): boolean =>
  ENDED.has(status) && (status !== 'canceled' || finishedAt !== null);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const READ_JOB = `
  SELECT ${JOB_COLUMNS} FROM connector.jobs WHERE id = $1 AND ($2::text IS NULL OR client_id = $2)`;

/**
 * The job, or undefined when there is none; any text may be asked for.
 *
 * @param clientId whose it has to be; left out: anybody's
 */
export async function readJob(queries: Queries, id: string, clientId?: string): Promise<JobRecord | undefined> {
  if (!UUID.test(id)) return undefined;
  const [job] = await queries.query<JobRecord>(READ_JOB, [id, clientId ?? null]);
  return job;
}

export interface JobFilter {
  /** Left out: every push except plans that nobody has applied. */
  readonly status?: JobStatus | undefined;
  /** `acceptedSeq` of the last push of the page before. */
  readonly before?: number | undefined;
  /** Whose they have to be; left out: anybody's. */
  readonly clientId?: string | undefined;
  readonly limit: number;
}

const LIST_JOBS = `
  SELECT ${JOB_COLUMNS} FROM connector.jobs
  WHERE ($1::text IS NULL AND status <> 'planned' OR status = $1) AND ($2::bigint IS NULL OR accepted_seq < $2)
    AND ($4::text IS NULL OR client_id = $4)
  ORDER BY accepted_seq DESC LIMIT $3`;

/** One page of pushes, the latest accepted first. */
export function listJobs(queries: Queries, { status, before, clientId, limit }: JobFilter): Promise<JobRecord[]> {
  return queries.query<JobRecord>(LIST_JOBS, [status ?? null, before ?? null, limit, clientId ?? null]);
}

const LATEST_JOBS = `
  SELECT DISTINCT ON (kind) ${JOB_COLUMNS} FROM connector.jobs
  WHERE kind = ANY ($1::text[]) AND status = 'done' AND ($2::text IS NULL OR client_id = $2)
  ORDER BY kind, accepted_seq DESC`;

/** The last job of each kind that came to its end. @param clientId whose they have to be; left out: anybody's */
export function latestJobs(queries: Queries, kinds: readonly JobKindName[], clientId?: string): Promise<JobRecord[]> {
  return queries.query<JobRecord>(LATEST_JOBS, [kinds, clientId ?? null]);
}

/** Jobs that have not ended, of one status and cause. */
export interface OpenJobs {
  readonly status: Extract<JobStatus, 'queued' | 'running' | 'needs-approval' | 'paused'>;
  /** A code of the error registry, or empty. */
  readonly causeCode: string;
  readonly count: number;
  /** Since the oldest of them was accepted, in ms. */
  readonly oldestMs: number;
}

const COUNT_OPEN = `
  SELECT status, cause_code AS "causeCode", count(*)::int AS count,
         greatest(0, connector.now_ms(NULL) - min(created_at))::float8 AS "oldestMs"
  FROM connector.jobs
  WHERE status IN ('queued', 'running', 'needs-approval', 'paused')
  GROUP BY status, cause_code`;

/** Counts the jobs that have not ended; an index holds only those. */
export const countOpenJobs = (queries: Queries): Promise<OpenJobs[]> => queries.query<OpenJobs>(COUNT_OPEN);

/** The ids of the jobs of one status; an index holds only those that have not ended. */
export async function openJobIds(queries: Queries, status: OpenJobs['status']): Promise<string[]> {
  const found = await queries.query<{ id: string }>(
    `SELECT id FROM connector.jobs
     WHERE status = $1 AND status IN ('queued', 'running', 'needs-approval', 'paused')`,
    [status],
  );
  return found.map(({ id }) => id);
}

/** A job that is meant to keep Omni as Okta is. */
export type SyncKindName = Extract<JobKindName, 'sync' | 'changes'>;

/** When the last of each kind ended with no failed row, ms epoch. */
export const lastGoodSyncs = (
  queries: Queries,
): Promise<readonly { readonly kind: SyncKindName; readonly finishedAt: number }[]> =>
  queries.query(
    `SELECT kind, max(finished_at) AS "finishedAt" FROM connector.jobs
     WHERE kind IN ('sync', 'changes') AND status = 'done' AND failed_count = 0 GROUP BY kind`,
  );

/** Whether a push is being worked on or waits for it; one that is paused or needs approval does not count. */
export async function isJobWaiting(queries: Queries): Promise<boolean> {
  const found = await queries.query(`SELECT FROM connector.jobs WHERE status IN ('queued', 'running') LIMIT 1`);
  return found.length > 0;
}

/**
 * Whether a job reads changes of Okta at this moment or plans them: what comes meanwhile waits for the next one. One
 * that a person has to decide about keeps nobody waiting.
 */
export async function isCollectingChanges(queries: Queries): Promise<boolean> {
  const found = await queries.query(
    `SELECT FROM connector.jobs
     WHERE kind = 'changes' AND phase IN ('collecting', 'planning') AND status IN ('queued', 'running', 'paused')
       AND cause_code <> '${RESTORED}' LIMIT 1`,
  );
  return found.length > 0;
}

/** What a sync was about; another one says nothing about it. */
interface SyncScope {
  readonly attributes: readonly object[];
  readonly source: string;
  readonly emptyValues: string;
  /** What the policy says about these attributes; undefined without one. */
  readonly policy?: readonly object[] | undefined;
}

const LAST_SYNC = `
  SELECT max(created_at) AS at FROM connector.jobs
  WHERE kind = 'sync' AND status = 'done' AND failed_count = 0
    AND options -> 'sync' ->> 'source' = $1 AND options -> 'sync' ->> 'emptyValues' = $2
    AND (options -> 'sync' -> 'attributes')::jsonb = $3::jsonb
    AND (options -> 'sync' -> 'policy')::jsonb IS NOT DISTINCT FROM $4::jsonb`;

/**
 * When the last sync began that took the same from Okta and got every row done; ms epoch, undefined: there was none.
 */
export async function lastCompleteSync(
  queries: Queries,
  { attributes, source, emptyValues, policy }: SyncScope,
): Promise<number | undefined> {
  const [last] = await queries.query<{ at: number | null }>(LAST_SYNC, [
    source,
    emptyValues,
    JSON.stringify(attributes),
    policy ? JSON.stringify(policy) : null,
  ]);
  return last?.at ?? undefined;
}
