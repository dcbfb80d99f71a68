import { type JobKind, jobKind } from '../jobs/job-kind.ts';
import { applyPush } from '../pushes/apply-phase.ts';
import { judgePush } from '../pushes/judge-phase.ts';
import { planPush } from '../pushes/plan-phase.ts';
import { pushPlanner } from '../pushes/plan-waiting.ts';
import { collectOktaUsers } from './collect-okta-users.ts';
import { readSyncJobOptions } from './sync-options.ts';
import { tellingCollected } from './telling-collected.ts';

/** A push whose rows come from Okta. */
export const syncKind: JobKind = jobKind(readSyncJobOptions, {
  collecting: collectOktaUsers('rows'),
  planning: planPush(pushPlanner),
  judging: judgePush,
  applying: tellingCollected(applyPush('push')),
});
