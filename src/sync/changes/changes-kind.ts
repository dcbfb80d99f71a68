import { type JobKind, jobKind, type Step } from '../../jobs/job-kind.ts';
import { applyPush } from '../../pushes/apply-phase.ts';
import { planPush } from '../../pushes/plan-phase.ts';
import { pushPlanner } from '../../pushes/plan-waiting.ts';
import { readSyncJobOptions, type SyncJobOptions } from '../sync-options.ts';
import { awaitMissing } from './await-missing.ts';
import { collectChanges } from './collect-changes.ts';

const applyRows = applyPush('push');

/** Before a job may be held, and again for whom it has missed while it wrote. */
const applyChanges: Step<SyncJobOptions> = async (job, until) => {
  await awaitMissing(job);
  const end = await applyRows(job, until);
  await awaitMissing(job);
  return end;
};

/** A push whose rows are the people of whom Okta has told that something may have changed. */
export const changesKind: JobKind = jobKind(readSyncJobOptions, {
  collecting: collectChanges,
  planning: planPush(pushPlanner),
  applying: applyChanges,
});
