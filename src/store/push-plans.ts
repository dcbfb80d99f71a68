import type { Change } from '../push/changes.ts';
import type { WarningMark } from '../push/value-warnings.ts';
import type { Queries } from './database.ts';
import { PUSH_ROW_COLUMNS, type PushRowRecord, type Truth } from './push-rows.ts';

/** What the plan says about one row. */
export interface PlannedRow {
  readonly index: number;
  /** `waiting`: the user is known, what it holds is not yet. */
  readonly state: 'waiting' | 'ready' | 'unchanged' | 'failed';
  readonly code?: string;
  readonly message?: string;
  readonly omniUserId?: string;
  readonly changes?: readonly Change[];
  readonly truth?: Truth;
  /**
   * When the look began that the plan goes by, ms epoch; 0 unless given: the user is read before anything is written.
   */
  readonly lookAt?: number | undefined;
  /** Of `remembered`: when the oldest of it was read. */
  readonly truthAt?: number | undefined;
  readonly mergedInto?: number;
  /** What looks wrong about its values; the first of them are kept. */
  readonly warnings?: readonly WarningMark[];
}

/** So many warnings are kept of a row: they are there to be looked at, and a row has up to 128 values. */
const MAX_WARNINGS = 20;

/**
 * Only rows that still wait are changed and counted, so that a page that is saved again counts once. The span keeps
 * PostgreSQL from going through all that wait, which it takes for few as long as it has not counted them. The
 * subscripts are there for their number, of which it takes 1,000: it would take 10 for a list that it does not know,
 * and compare each of them with each row.
 */
const SAVE_PAGE = `
  WITH plan AS (
    SELECT * FROM ROWS FROM (
      unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[],
             $11::bigint[], $12::bigint[], $13::text[]),
      generate_subscripts($2::int[], 1)
    ) AS plan (index, state, code, message, omni_user_id, changes, truth, merged_into, cleared, look_at, truth_at, warnings, at)
  ), saved AS (
    UPDATE connector.push_rows AS held
    SET state = plan.state, code = plan.code, message = plan.message, omni_user_id = plan.omni_user_id,
        changes = plan.changes::json, truth = plan.truth, merged_into = plan.merged_into,
        look_at = plan.look_at, truth_at = plan.truth_at, warnings = plan.warnings::json
    FROM plan WHERE held.job_id = $1 AND held.index = plan.index AND held.state = 'waiting'
      AND held.index BETWEEN (SELECT min(index) FROM plan) AND (SELECT max(index) FROM plan)
      AND ($14::text IS NULL OR EXISTS (SELECT FROM connector.jobs WHERE id = $1 AND owner = $14))
    RETURNING plan.state, plan.cleared
  ), sums AS (
    SELECT count(*) FILTER (WHERE state = 'unchanged') AS unchanged, count(*) FILTER (WHERE state = 'failed') AS failed,
           coalesce(sum(cleared), 0) AS cleared, count(*) FILTER (WHERE state <> 'waiting') AS planned
    FROM saved
  )
  UPDATE connector.jobs
  SET unchanged_count = unchanged_count + unchanged, failed_count = failed_count + failed,
      cleared_count = cleared_count + cleared,
      phase_done = phase_done + CASE phase WHEN 'planning' THEN planned ELSE 0 END
  FROM sums WHERE id = $1`;

const clearedCount = ({ changes = [] }: PlannedRow): number => changes.filter(({ after }) => after.length === 0).length;

/**
 * Saves the plan of many rows and the counters of the push, in one statement.
 *
 * @param owner whose turn it still has to be, empty: nobody's. Who was stalled has looked before the job was planned
 *   anew. Left out: something else in the transaction asks
 */
export async function savePlanPage(
  queries: Queries,
  jobId: string,
  rows: readonly PlannedRow[],
  owner?: string,
): Promise<void> {
  await queries.query(SAVE_PAGE, [
    jobId,
    rows.map(({ index }) => index),
    rows.map(({ state }) => state),
    rows.map(({ code = '' }) => code),
    rows.map(({ message = '' }) => message),
    rows.map(({ omniUserId = '' }) => omniUserId),
    rows.map(({ changes = [] }) => JSON.stringify(changes)),
    rows.map(({ truth = '' }) => truth),
    rows.map(({ mergedInto }) => mergedInto ?? null),
    rows.map(clearedCount),
    rows.map(({ lookAt = 0 }) => lookAt),
    rows.map(({ truthAt }) => truthAt ?? null),
    rows.map(({ warnings = [] }) => (warnings.length > 0 ? JSON.stringify(warnings.slice(0, MAX_WARNINGS)) : null)),
    owner ?? null,
  ]);
}

const REOPEN = `
  WITH reopened AS (
    UPDATE connector.push_rows SET state = 'ready', look_at = 0
    WHERE job_id = $1 AND index = ANY ($2::int[]) AND state = 'unchanged' AND look_at > 0
    RETURNING index
  )
  UPDATE connector.jobs
  SET unchanged_count = unchanged_count - (SELECT count(*) FROM reopened),
      phase_total = phase_total + (SELECT count(*) FROM reopened)
  WHERE id = $1`;

/**
 * Opens rows again that seemed to be in place, to be looked at: somebody has written since. Not those that have their
 * places by now, from another worker: their job may have ended.
 */
export async function reopenRows(queries: Queries, jobId: string, indexes: readonly number[]): Promise<void> {
  if (indexes.length > 0) await queries.query(REOPEN, [jobId, indexes]);
}

/** Notes that rows which are in place have their places in the order. */
export async function noteRowsPlaced(queries: Queries, jobId: string, indexes: readonly number[]): Promise<void> {
  await queries.query('UPDATE connector.push_rows SET look_at = 0 WHERE job_id = $1 AND index = ANY ($2::int[])', [
    jobId,
    indexes,
  ]);
}

const UNPLACED = `
  SELECT ${PUSH_ROW_COLUMNS} FROM connector.push_rows
  WHERE job_id = $1 AND state = 'unchanged' AND look_at > 0 ORDER BY index LIMIT $2`;

/** Rows that are in place and have no places in the order yet. */
export const listUnplacedRows = (queries: Queries, jobId: string, limit: number): Promise<PushRowRecord[]> =>
  queries.query<PushRowRecord>(UNPLACED, [jobId, limit]);
