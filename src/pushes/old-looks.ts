import { isProbe } from '../jobs/job.ts';
import { LOOK_MS } from '../store/job-moves.ts';
import { databaseNow } from '../store/user-values.ts';
import type { PushJob } from './plan-rows.ts';

/**
 * Whether the looks at Omni that a plan goes by no longer count: its job has rested since, on hold, in a pause or as a
 * plan that nobody had applied. Of a job that is still paused its probe asks, which writes a row.
 */
export async function hasOldLooks(job: Pick<PushJob, 'services' | 'record'>): Promise<boolean> {
  const { services, record } = job;
  if (record.lookedAt === 0) return true;
  return isProbe(job) && record.lookedAt < (await databaseNow(services.database)) - LOOK_MS;
}
