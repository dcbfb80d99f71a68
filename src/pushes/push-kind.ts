import { type JobKind, jobKind } from '../jobs/job-kind.ts';
import { applyPush } from './apply-phase.ts';
import { judgePush } from './judge-phase.ts';
import { planPush } from './plan-phase.ts';
import { undoPlanner } from './plan-undo.ts';
import { pushPlanner } from './plan-waiting.ts';
import { readPushOptions } from './push-options.ts';

/** Writes many users' values: finds out what differs, and writes that. A retry is a push of rows that have failed. */
export const pushKind: JobKind = jobKind(readPushOptions, {
  planning: planPush(pushPlanner),
  judging: judgePush,
  applying: applyPush('push'),
});

/** Restores what users held before a push. */
export const undoKind: JobKind = jobKind(readPushOptions, {
  planning: planPush(undoPlanner),
  judging: judgePush,
  applying: applyPush('undo'),
});
