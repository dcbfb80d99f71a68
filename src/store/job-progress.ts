import type { Queries } from './database.ts';
import type { JobPhase } from './jobs.ts';

/** How far a job is in its phase, or in a stage of it; a total of 0 where nobody knows it. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** A step on the way. */
export interface StepProgress extends Progress {
  /** A stage begins with it: the pace is measured anew. */
  readonly begins: boolean;
}

/** @param done, total, begins the places of a `StepProgress` in the statement */
const progressed = (done: number, total: number, begins: number): string => `
  phase_done = $${done}, phase_total = $${total},
  phase_since = CASE WHEN $${begins}::bool THEN connector.now_ms(NULL) ELSE phase_since END,
  phase_from = CASE WHEN $${begins}::bool THEN $${done} ELSE phase_from END`;

const placesOf = ({ done, total, begins }: StepProgress) => [done, total, begins];

const ADVANCE_PLAN = `
  UPDATE connector.jobs
  SET cursor = $3, minimum_requests = minimum_requests + $4,
      ${progressed(5, 6, 7)},
      looked_at = CASE WHEN $2 = '' AND plan_hash = '' THEN connector.now_ms(NULL) ELSE looked_at END
  WHERE id = $1 AND cursor = $2 AND phase = 'planning' RETURNING id`;

/**
 * Moves the planning of a job from one place to the next. Call it first in the transaction that saves what belongs to
 * it.
 *
 * @param step.requests the fewest Omni requests that could have done it
 * @returns false when another worker has moved it on: then nothing may be saved
 */
export async function advancePlan(
  queries: Queries,
  id: string,
  { from, to, requests }: { readonly from: string; readonly to: string; readonly requests: number },
  progress: StepProgress,
): Promise<boolean> {
  const moved = await queries.query(ADVANCE_PLAN, [id, from, to, requests, ...placesOf(progress)]);
  return moved.length > 0;
}

export interface PlanSummary {
  /** SHA-256 of the plan: what a reviewer has seen is what will be applied. */
  readonly planHash: string;
  /** The fewest requests that the rows could have been read and can be written with. */
  readonly requests: number;
}

/**
 * Ends the planning of a job: what follows is the guard. A plan that is made anew keeps what the first one came to.
 *
 * @param owner as of `savePlanPage`
 */
export async function notePlanned(
  queries: Queries,
  id: string,
  { planHash, requests }: PlanSummary,
  owner?: string,
): Promise<void> {
  await queries.query(
    `UPDATE connector.jobs
     SET phase = 'judging', cursor = '', background = false, phase_done = 0, phase_total = 0,
         plan_hash = CASE plan_hash WHEN '' THEN $2 ELSE plan_hash END,
         minimum_requests = minimum_requests + CASE plan_hash WHEN '' THEN $3::int ELSE 0 END
     WHERE id = $1 AND ($4::text IS NULL OR owner = $4)`,
    [id, planHash, requests, owner ?? null],
  );
}

/** Adds to the number of requests that the push has sent to Omni. */
export async function countOmniRequests(queries: Queries, id: string, sent: number): Promise<void> {
  await queries.query('UPDATE connector.jobs SET omni_requests = omni_requests + $2 WHERE id = $1', [id, sent]);
}

/** Whether a job collects, from this place on. Nobody else moves it before the transaction ends. */
export async function isCollectingAt(queries: Queries, id: string, cursor: string): Promise<boolean> {
  const found = await queries.query(
    `SELECT FROM connector.jobs WHERE id = $1 AND cursor = $2 AND phase = 'collecting' FOR UPDATE`,
    [id, cursor],
  );
  return found.length > 0;
}

/**
 * Notes how far a job has collected.
 *
 * @param step.rows how many rows the page has added
 * @param step.collected what was found so far; left out, it stays
 */
export async function noteCollected(
  queries: Queries,
  id: string,
  step: { readonly rows: number; readonly cursor: string; readonly collected?: object },
): Promise<void> {
  const { rows, cursor, collected } = step;
  await queries.query(
    `UPDATE connector.jobs SET total = total + $2, cursor = $3, collected = coalesce($4::json, collected) WHERE id = $1`,
    [id, rows, cursor, collected ? JSON.stringify(collected) : null],
  );
}

const ADVANCE_COLLECTING = `
  UPDATE connector.jobs SET cursor = $3, total = total + $4, collected = $5::json
  WHERE id = $1 AND cursor = $2 AND phase = 'collecting' RETURNING total`;

/**
 * Moves a collection from one place to the next. Call it first in the transaction that saves what belongs to it.
 *
 * @param step.rows how many rows the step adds
 * @returns the number of rows before; undefined when another worker has moved it on: then nothing may be saved
 */
export async function advanceCollecting(
  queries: Queries,
  id: string,
  {
    from,
    to,
    rows,
    collected,
  }: { readonly from: string; readonly to: string; readonly rows: number; readonly collected: object },
): Promise<number | undefined> {
  const values = [id, from, to, rows, JSON.stringify(collected)];
  const [moved] = await queries.query<{ total: number }>(ADVANCE_COLLECTING, values);
  return moved && moved.total - rows;
}

/**
 * Notes what the plan of a job comes to that is held for it: an approval covers that.
 *
 * @param owner whose turn it still has to be: what somebody has approved meanwhile covers another plan
 */
export async function noteJudged(queries: Queries, id: string, owner: string, judged: object): Promise<void> {
  const values = [id, owner, JSON.stringify(judged)];
  await queries.query(
    'UPDATE connector.jobs SET judged = $3::json, approved = false WHERE id = $1 AND owner = $2',
    values,
  );
}

/**
 * Lets a job go on from one phase with another; does nothing when another worker has moved it on.
 *
 * @param step.planHash the plan that this is about: another one, made meanwhile, does not go on
 */
export async function enterPhase(
  queries: Queries,
  id: string,
  { from, to, planHash }: { readonly from: JobPhase; readonly to: JobPhase; readonly planHash?: string },
): Promise<void> {
  await queries.query(
    `UPDATE connector.jobs
     SET phase = $3, cursor = '', phase_done = 0, phase_from = 0, phase_since = connector.now_ms(NULL),
         phase_total = CASE $3 WHEN 'applying' THEN total - done_count ELSE 0 END
     WHERE id = $1 AND phase = $2 AND plan_hash = coalesce($4, plan_hash)`,
    [id, from, to, planHash ?? null],
  );
}

/** Lets the worker go on with a plan that did not fit into its call. A plan that is complete stays as it is. */
export async function planInBackground(queries: Queries, id: string): Promise<void> {
  await queries.query(
    `UPDATE connector.jobs SET background = true WHERE id = $1 AND status = 'planned' AND phase <> 'judging'`,
    [id],
  );
}

/** Says why a plan does not come forward. */
export async function notePlanTrouble(queries: Queries, id: string, message: string): Promise<void> {
  await queries.query('UPDATE connector.jobs SET message = $2 WHERE id = $1', [id, message]);
}

/** Notes that the caller sees the plan now: from here on an equal call wants a new one. */
export async function notePlanShown(queries: Queries, id: string): Promise<void> {
  await queries.query('UPDATE connector.jobs SET shown = true WHERE id = $1', [id]);
}

/** A step of a report from one place to the next. */
export interface ReportStep {
  /** The cursor that the step began at. */
  readonly from: string;
  readonly to: string;
  readonly report: object;
  /** One sentence for get-job. */
  readonly message: string;
}

const ADVANCE = `
  UPDATE connector.jobs SET cursor = $3, report = $4::json, message = $5, ${progressed(6, 7, 8)}
  WHERE id = $1 AND cursor = $2 AND phase = 'reporting' AND status IN ('running', 'paused')
  RETURNING id`;

/**
 * Moves a report on. Call it first in the transaction that saves what the step has found.
 *
 * @returns false when the report was canceled or another worker has moved it on: then nothing may be saved
 */
export async function advanceReport(
  queries: Queries,
  jobId: string,
  { from, to, report, message }: ReportStep,
  progress: StepProgress,
): Promise<boolean> {
  const moved = await queries.query(ADVANCE, [jobId, from, to, JSON.stringify(report), message, ...placesOf(progress)]);
  return moved.length > 0;
}
