import type { Queries } from './database.ts';

/** The last drift report that came to its end. */
export interface LastDriftReport {
  /** Its facts, as the report keeps them. */
  readonly report: Readonly<Record<string, unknown>>;
  /** ms epoch */
  readonly finishedAt: number;
}

/** Undefined as long as there was none. */
export async function lastDriftReport(queries: Queries): Promise<LastDriftReport | undefined> {
  const [last] = await queries.query<LastDriftReport>(
    `SELECT report, finished_at AS "finishedAt" FROM connector.pushes
     WHERE kind = 'drift' AND status = 'done' ORDER BY created_at DESC LIMIT 1`,
  );
  return last;
}
