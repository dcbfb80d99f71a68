import { type JobKind, jobKind, type Step } from '../../jobs/job-kind.ts';
import { applyPush } from '../../pushes/apply-phase.ts';
import { judgePush } from '../../pushes/judge-phase.ts';
import { planPush } from '../../pushes/plan-phase.ts';
import { pushPlanner } from '../../pushes/plan-waiting.ts';
import { readSyncJobOptions, type SyncJobOptions } from '../sync-options.ts';
import { tellingCollected } from '../telling-collected.ts';
import { awaitMissing } from './await-missing.ts';
import { collectChanges } from './collect-changes.ts';

const applyRows = applyPush('push');

/** Whom the plan has missed are waited for also where the job is held. */
const judge: Step<SyncJobOptions> = async (job, until) => {
  await awaitMissing(job);
  return await judgePush(job, until);
};

/** And whom Omni has lost while it was written. */
const apply: Step<SyncJobOptions> = async (job, until) => {
  const end = await applyRows(job, until);
  await awaitMissing(job);
  return end;
};

const steps = {
  collecting: collectChanges,
  planning: planPush(pushPlanner),
  judging: tellingCollected(judge),
  applying: tellingCollected(apply),
};

/**
 * A push whose rows are the people of whom Okta has told that something may have changed, and calls that were queued:
 * somebody waits for their values.
 */
export const changesKind: JobKind = jobKind(readSyncJobOptions, steps, 'event');
