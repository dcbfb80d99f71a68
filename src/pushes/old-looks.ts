import { isProbe } from '../jobs/job.ts';
import { LOOK_MS } from '../store/job-moves.ts';
import { planAnew } from '../store/open-rows.ts';
import { databaseNow } from '../store/user-values.ts';
import type { PushJob } from './plan-rows.ts';

type LookingJob = Pick<PushJob, 'services' | 'record'>;

/**
 * Whether the looks at Omni that a plan goes by no longer count: its job has rested since, on hold, in a pause or as a
 * plan that nobody had applied. Of a job that is still paused its probe asks.
 */
export async function hasOldLooks(job: LookingJob): Promise<boolean> {
  const { cursor, planHash, lookedAt } = job.record;
  const hasNone = cursor === '' && planHash === '';
  if (hasNone || lookedAt === 0) return !hasNone;
  return isProbe(job) && lookedAt < (await databaseNow(job.services.database)) - LOOK_MS;
}

/** Lets a job be planned anew where its looks no longer count. @returns whether it is */
export async function planAnewWhereOld(job: LookingJob): Promise<boolean> {
  const isOld = await hasOldLooks(job);
  if (isOld) await job.services.database.transaction((queries) => planAnew(queries, job.record.id));
  return isOld;
}
