import { type JobKind, jobKind, type Step } from '../jobs/job-kind.ts';
import { applyPush } from './apply-phase.ts';
import { judgePush } from './judge-phase.ts';
import { planPush } from './plan-phase.ts';
import { undoPlanner } from './plan-undo.ts';
import { callPlanner, pushPlanner } from './plan-waiting.ts';
import { type PushOptions, readPushOptions } from './push-options.ts';

const planRows = planPush(pushPlanner);
const planCalls = planPush(callPlanner);

const plan: Step<PushOptions> = (job, until) => (job.options.separate ? planCalls : planRows)(job, until);

/** Writes many users' values: finds out what differs, and writes that. A retry is a push of rows that have failed. */
export const pushKind: JobKind = jobKind(readPushOptions, {
  planning: plan,
  judging: judgePush,
  applying: applyPush('push'),
});

/** Restores what users held before a push. */
export const undoKind: JobKind = jobKind(readPushOptions, {
  planning: planPush(undoPlanner),
  judging: judgePush,
  applying: applyPush('undo'),
});
