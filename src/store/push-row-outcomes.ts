import type { ErrorCode } from '../errors/error-codes.ts';
import type { Change } from '../push/changes.ts';
import type { Queries } from './database.ts';
import type { PushRowOutcome } from './push-rows.ts';

/** The code of a row whose write may have had its effect, as far as anybody knows. */
const IN_DOUBT = 'OMNI_WRITE_UNCERTAIN' satisfies ErrorCode;

/** What a try has met that sent nothing: whatever it is, it ends no doubt about what an earlier one has sent. */
interface MaySayNothing {
  /** The message of a row that is in doubt, and stays so; left out, the doubt is over, or is told by this. */
  readonly inDoubt?: string | undefined;
}

/** Of parameters: what is told where the row is in doubt, its code and its message. */
const toldSql = (inDoubt: string, code: string, message: string): string => `
  code = CASE WHEN ${inDoubt}::text IS NOT NULL AND code = '${IN_DOUBT}' THEN code ELSE ${code} END,
  message = CASE WHEN code = '${IN_DOUBT}' THEN coalesce(${inDoubt}::text, ${message}) ELSE ${message} END`;

export interface SettledRow extends MaySayNothing {
  readonly jobId: string;
  readonly index: number;
  readonly state: PushRowOutcome;
  readonly code?: string;
  readonly message?: string;
  /** What was written, where that differs from the plan; left out, the plan's changes stay. */
  readonly changes?: readonly Change[];
}

/**
 * A row that was ready and is in place after all was read for that, whatever its plan went by. The look that the plan
 * went by counts no more: a row that was in place when it was written has its place.
 */
const SETTLE = `
  WITH settled AS (
    UPDATE connector.push_rows
    SET state = $3, ${toldSql('$7', '$4', '$5')}, changes = coalesce($6::json, changes), look_at = 0,
        truth = CASE WHEN $3 <> 'unchanged' OR truth <> 'remembered' THEN truth WHEN $4 = '' THEN 'read' ELSE '' END,
        truth_at = CASE WHEN $3 <> 'unchanged' THEN truth_at END
    WHERE job_id = $1 AND index = $2 AND state IN ('waiting', 'ready') RETURNING state AS outcome
  )
  UPDATE connector.jobs
  SET changed_count = changed_count + (outcome = 'changed')::int,
      unchanged_count = unchanged_count + (outcome IN ('unchanged', 'kept'))::int,
      failed_count = failed_count + (outcome = 'failed')::int
  FROM settled WHERE id = $1 RETURNING id`;

/**
 * Gives one row its outcome and counts it; in the transaction that closes the write's intent and appends its audit
 * entries. False: the row has an outcome already, so the transaction should be given up.
 */
export async function settleRow(queries: Queries, row: SettledRow): Promise<boolean> {
  const { jobId, index, state, code = '', message = '', changes, inDoubt } = row;
  const counted = await queries.query(SETTLE, [
    jobId,
    index,
    state,
    code,
    message,
    changes ? JSON.stringify(changes) : null,
    inDoubt ?? null,
  ]);
  return counted.length > 0;
}

/** The counters as well; a retry of a row that has failed asks for the same at the same place. */
const TAKE_BACK = `
  WITH open AS (
    UPDATE connector.push_rows SET state = 'ready' WHERE job_id = $1 AND index = $2 AND state = 'failed' RETURNING index
  )
  UPDATE connector.jobs SET failed_count = failed_count - 1 FROM open WHERE id = $1 RETURNING id`;

/**
 * Takes back that a row has failed: a worker that had lost its turn has said so while another one was writing it.
 *
 * @returns false: it has not failed
 */
export async function takeBackFailure(
  queries: Queries,
  { jobId, index }: Pick<SettledRow, 'jobId' | 'index'>,
): Promise<boolean> {
  return (await queries.query(TAKE_BACK, [jobId, index])).length > 0;
}

export interface DeferredRow extends MaySayNothing {
  readonly jobId: string;
  readonly index: number;
  /** Why the last try failed: a code of the error registry. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds until the next try. */
  readonly afterMs: number;
  /** False for the probe of a paused push, which says nothing about its row. */
  readonly counts?: boolean;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

const DEFER = `
  UPDATE connector.push_rows
  SET tries = tries + $7::int, ${toldSql('$8', '$3', '$4')}, not_before = connector.now_ms($6) + $5::bigint
  WHERE job_id = $1 AND index = $2 AND state IN ('waiting', 'ready')`;

/** Notes a failed try of a row, which rests until its next one. */
export async function deferRow(queries: Queries, row: DeferredRow): Promise<void> {
  const { jobId, index, code, message, afterMs, counts = true, now, inDoubt } = row;
  await queries.query(DEFER, [jobId, index, code, message, afterMs, now ?? null, counts ? 1 : 0, inDoubt ?? null]);
}
