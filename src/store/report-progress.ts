import type { Queries } from './database.ts';

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
  UPDATE connector.pushes SET cursor = $3, report = $4::json, message = $5
  WHERE id = $1 AND cursor = $2 AND phase = 'reporting' AND status IN ('running', 'paused')
  RETURNING id`;

/**
 * Moves a report on. Call it first in the transaction that saves what the step has found.
 *
 * @returns false when the report was canceled or another worker has moved it on: then nothing may be saved
 */
export async function advanceReport(
  queries: Queries,
  pushId: string,
  { from, to, report, message }: ReportStep,
): Promise<boolean> {
  const moved = await queries.query(ADVANCE, [pushId, from, to, JSON.stringify(report), message]);
  return moved.length > 0;
}
