import type { Settings } from '../config/settings.ts';
import type { JobRequest } from '../jobs/accept-job.ts';
import { PAGE_SIZE } from '../omni/users.ts';
import { estimate } from '../push/estimate.ts';
import { isReadBack } from '../push/verify.ts';
import type { PushOptions } from './push-options.ts';

/** More rows are never answered in the call: a card could not show them. */
const MAX_ROWS = 200;
/** A card gives up at about 30 s; beyond this much work waiting for it makes no sense. */
const MAX_SECONDS = 18;

/** Whether a push is likely to end within a call, if every row changes. */
export function fitsIntoCall(
  { rows, options }: JobRequest<PushOptions>,
  { omniKeys, omniRequestsPerMinute }: Settings,
): boolean {
  if (rows.length > MAX_ROWS) return false;
  const lookUp = { users: rows.length, usersInOmni: undefined, pageSize: PAGE_SIZE };
  const verified = rows.filter(({ index }) => isReadBack(options.verify, index)).length;
  const work = { definitions: 1, lookUp, reads: 0, changed: rows.length, verified };
  return estimate(work, { requestsPerMinute: omniRequestsPerMinute, keys: omniKeys.length }).seconds <= MAX_SECONDS;
}
