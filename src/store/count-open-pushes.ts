import type { Queries } from './database.ts';
import type { PushStatus } from './push-record.ts';

/** Jobs that have not ended, of one status and cause. */
export interface OpenPushes {
  readonly status: Extract<PushStatus, 'queued' | 'running' | 'needs-approval' | 'paused'>;
  /** A code of the error registry, or empty. */
  readonly causeCode: string;
  readonly count: number;
}

const COUNT = `
  SELECT status, cause_code AS "causeCode", count(*)::int AS count FROM connector.pushes
  WHERE status IN ('queued', 'running', 'needs-approval', 'paused')
  GROUP BY status, cause_code`;

/** Counts the jobs that have not ended; an index holds only those. */
export const countOpenPushes = (queries: Queries): Promise<OpenPushes[]> => queries.query<OpenPushes>(COUNT);
