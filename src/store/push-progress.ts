import type { Queries } from './database.ts';

export interface PlanSummary {
  /** SHA-256 of the plan: what a reviewer has seen is what will be applied. */
  readonly planHash: string;
  /** The fewest Omni requests that could do the work of this push. */
  readonly minimumRequests: number;
}

/** Ends the planning of a push: what follows is the guard, and the writing. */
export async function notePlanned(queries: Queries, id: string, summary: PlanSummary): Promise<void> {
  await queries.query(
    `UPDATE connector.pushes SET phase = 'applying', background = false, plan_hash = $2, minimum_requests = $3 WHERE id = $1`,
    [id, summary.planHash, summary.minimumRequests],
  );
}

/** Adds to the number of requests that the push has sent to Omni. */
export async function countOmniRequests(queries: Queries, id: string, sent: number): Promise<void> {
  await queries.query('UPDATE connector.pushes SET omni_requests = omni_requests + $2 WHERE id = $1', [id, sent]);
}

/** Notes how far a job has collected. @param step.rows how many rows the page has added */
export async function noteCollected(
  queries: Queries,
  id: string,
  step: { readonly rows: number; readonly cursor: string },
): Promise<void> {
  await queries.query('UPDATE connector.pushes SET total = total + $2, cursor = $3 WHERE id = $1', [
    id,
    step.rows,
    step.cursor,
  ]);
}

/** Ends a phase that comes before the plan or the report. */
export async function enterPhase(queries: Queries, id: string, phase: 'planning' | 'reporting'): Promise<void> {
  await queries.query(`UPDATE connector.pushes SET phase = $2, cursor = '' WHERE id = $1`, [id, phase]);
}
