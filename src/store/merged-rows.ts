import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { type PlannedRow, savePlanPage } from './push-plans.ts';
import { PUSH_ROW_COLUMNS, type PushRowRecord } from './push-rows.ts';

/** A row that asks for several rows of one user. What it asks itself stays known by `PushRowRecord.named`. */
export interface MergedInput {
  readonly index: number;
  readonly values: Readonly<Record<string, unknown>>;
}

const TAKE_OVER = `
  UPDATE connector.push_rows AS held SET input = merged.input::json
  FROM unnest($2::int[], $3::text[]) AS merged (index, input)
  WHERE held.job_id = $1 AND held.index = merged.index`;

/** A row that is planned anew may lead others; they go where it goes. */
const GO_ALONG = `
  UPDATE connector.push_rows AS held SET merged_into = moved.lead
  FROM unnest($2::int[], $3::int[]) AS moved (index, lead)
  WHERE held.job_id = $1 AND held.merged_into = moved.index`;

/**
 * Settles which rows go with another one of the same user, and lets that one ask for all: in one transaction, because a
 * crash in between would lose what the others asked.
 *
 * @param queries of a transaction
 * @param followers rows with `mergedInto`, and rows that cannot be written
 */
export async function saveMergedRows(
  queries: Queries,
  jobId: string,
  inputs: readonly MergedInput[],
  followers: readonly PlannedRow[],
): Promise<void> {
  await queries.query(TAKE_OVER, [
    jobId,
    inputs.map(({ index }) => index),
    inputs.map(({ values }) => JSON.stringify(values)),
  ]);
  const moved = followers.filter(({ mergedInto }) => mergedInto !== undefined);
  await queries.query(GO_ALONG, [jobId, moved.map(({ index }) => index), moved.map(({ mergedInto }) => mergedInto)]);
  await savePlanPage(queries, jobId, followers);
}

const OWN_INPUT = `
  (SELECT coalesce(json_object_agg(key, value), '{}') FROM json_each(held.input) WHERE key = ANY (held.named))`;

/**
 * `writes`: the plan changes something that the row itself asks for. The first of those leads from here on; a row of
 * which everything is in place stands for itself, and so does one whose user cannot be written.
 */
const PART_PLANNED = `
  WITH leads AS (
    SELECT DISTINCT merged_into AS index FROM connector.push_rows
    WHERE job_id = $1 AND state = 'ready' AND merged_into IS NOT NULL
  ), parted AS (
    SELECT held.index, lead.index AS lead, lead.state AS planned, lead.input, lead.code, lead.message,
           lead.omni_user_id, lead.truth, lead.truth_at, lead.look_at, lead.changes, lead.warnings,
           lead.state = 'ready' AND EXISTS (
             SELECT FROM json_array_elements(lead.changes) AS change WHERE change ->> 'reference' = ANY (held.named)
           ) AS writes
    FROM leads
    JOIN connector.push_rows AS lead
      ON lead.job_id = $1 AND lead.index = leads.index AND lead.state IN ('ready', 'unchanged', 'failed')
    JOIN connector.push_rows AS held
      ON held.job_id = $1 AND held.user_name_key = lead.user_name_key
         AND (held.index = lead.index OR held.state = 'ready' AND held.merged_into = lead.index)
  ), heads AS (
    SELECT lead, min(index) FILTER (WHERE writes) AS head FROM parted GROUP BY lead
  ), settled AS (
    UPDATE connector.push_rows AS held
    SET state = CASE WHEN writes THEN 'ready' WHEN planned = 'failed' THEN 'failed' ELSE 'unchanged' END,
        code = parted.code, omni_user_id = parted.omni_user_id, truth = parted.truth, truth_at = parted.truth_at,
        look_at = parted.look_at,
        warnings = (
          SELECT json_agg(warning) FROM json_array_elements(parted.warnings) AS warning
          WHERE warning ->> 'reference' = ANY (held.named)
        ),
        message = CASE WHEN writes AND held.index <> head THEN 'Goes with row ' || head || '.' ELSE parted.message END,
        merged_into = CASE WHEN writes AND held.index <> head THEN head END,
        changes = CASE WHEN held.index = head THEN parted.changes ELSE '[]' END,
        input = CASE WHEN held.index = head THEN parted.input ELSE ${OWN_INPUT} END
    FROM parted JOIN heads USING (lead)
    WHERE held.job_id = $1 AND held.index = parted.index
    RETURNING held.state, held.index = lead AND planned <> 'ready' AS was_counted
  ), sums AS (
    SELECT count(*) FILTER (WHERE state = 'unchanged') AS unchanged, count(*) FILTER (WHERE state = 'failed') AS failed
    FROM settled WHERE NOT was_counted
  )
  UPDATE connector.jobs SET unchanged_count = unchanged_count + unchanged, failed_count = failed_count + failed
  FROM sums WHERE id = $1`;

/** Leaves together, of the rows of one user that were planned together, only those that have something to write. */
export async function partPlannedRows(queries: Queries, jobId: string): Promise<void> {
  await queries.query(PART_PLANNED, [jobId]);
}

const FOLLOWERS = `
  SELECT ${PUSH_ROW_COLUMNS} FROM connector.push_rows
  WHERE job_id = $1 AND user_name_key = $2 AND merged_into = $3 AND state = 'ready' ORDER BY index`;

/** The rows of the same user that go with a row. */
export const listFollowers = (
  queries: Queries,
  jobId: string,
  { userName, index }: Pick<PushRowRecord, 'userName' | 'index'>,
): Promise<PushRowRecord[]> => queries.query<PushRowRecord>(FOLLOWERS, [jobId, userNameKey(userName), index]);

const PART_FAILED = `
  UPDATE connector.push_rows AS held
  SET merged_into = NULL, look_at = 0, tries = lead.tries, not_before = 0, code = lead.code, message = lead.message,
      input = ${OWN_INPUT},
      changes = (
        SELECT coalesce(json_agg(change), '[]') FROM json_array_elements(lead.changes) AS change
        WHERE change ->> 'reference' = ANY (held.named)
      )
  FROM connector.push_rows AS lead
  WHERE lead.job_id = $1 AND lead.index = $2 AND lead.state = 'ready'
    AND held.job_id = $1 AND held.user_name_key = lead.user_name_key AND held.state = 'ready'
    AND (held.index = lead.index OR held.merged_into = lead.index)
    AND EXISTS (
      SELECT FROM connector.push_rows AS follower
      WHERE follower.job_id = $1 AND follower.user_name_key = lead.user_name_key AND follower.merged_into = lead.index
    )
  RETURNING held.index`;

/**
 * Lets each row of one user that were to be written together be tried by itself: which of them the failure is about
 * cannot be told. What is said of the earlier tries is said of each: a write that is in doubt was that of all.
 *
 * @returns false: no row goes with this one
 */
export async function partFailedRows(queries: Queries, jobId: string, index: number): Promise<boolean> {
  return (await queries.query(PART_FAILED, [jobId, index])).length > 0;
}
