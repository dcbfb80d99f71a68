import type { Change } from '../push/diff.ts';
import type { Queries } from './database.ts';
import type { Truth } from './push-row-record.ts';

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
  readonly mergedInto?: number;
}

/** Only rows that still wait are changed and counted, so that a page that is saved again counts once. */
const SAVE = `
  WITH plan AS (
    SELECT * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
                         $10::int[])
      AS plan (index, state, code, message, omni_user_id, changes, truth, merged_into, cleared)
  ), saved AS (
    UPDATE connector.push_rows AS held
    SET state = plan.state, code = plan.code, message = plan.message, omni_user_id = plan.omni_user_id,
        changes = plan.changes::json, truth = plan.truth, merged_into = plan.merged_into
    FROM plan WHERE held.push_id = $1 AND held.index = plan.index AND held.state = 'waiting'
    RETURNING plan.state, plan.cleared
  ), sums AS (
    SELECT count(*) FILTER (WHERE state = 'unchanged') AS unchanged, count(*) FILTER (WHERE state = 'failed') AS failed,
           coalesce(sum(cleared), 0) AS cleared
    FROM saved
  )
  UPDATE connector.pushes
  SET unchanged_count = unchanged_count + unchanged, failed_count = failed_count + failed,
      cleared_count = cleared_count + cleared
  FROM sums WHERE id = $1`;

const clearedCount = ({ changes = [] }: PlannedRow): number => changes.filter(({ after }) => after.length === 0).length;

/** Saves the plan of many rows and the counters of the push, in one statement. */
export async function savePlanPage(queries: Queries, pushId: string, rows: readonly PlannedRow[]): Promise<void> {
  await queries.query(SAVE, [
    pushId,
    rows.map(({ index }) => index),
    rows.map(({ state }) => state),
    rows.map(({ code = '' }) => code),
    rows.map(({ message = '' }) => message),
    rows.map(({ omniUserId = '' }) => omniUserId),
    rows.map(({ changes = [] }) => JSON.stringify(changes)),
    rows.map(({ truth = '' }) => truth),
    rows.map(({ mergedInto }) => mergedInto ?? null),
    rows.map(clearedCount),
  ]);
}
