import type { Queries } from './database.ts';

/** What the profile of the Omni app held when a job read Okta last. */
export interface LastOktaRead {
  /** The options of that job, as its kind keeps them. */
  readonly options: unknown;
  /** ms epoch */
  readonly createdAt: number;
}

/** The last sync or drift report that has read Okta to its end; undefined: none has. */
export async function lastOktaRead(queries: Queries): Promise<LastOktaRead | undefined> {
  const [last] = await queries.query<LastOktaRead>(
    `SELECT options, created_at AS "createdAt" FROM connector.jobs
     WHERE kind IN ('sync', 'drift') AND status = 'done' ORDER BY created_at DESC LIMIT 1`,
  );
  return last;
}
