import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors.ts';
import type { PushRecord } from '../store/push-record.ts';
import { readPush } from '../store/read-push.ts';
import { acceptPush, type PushRequest } from './accept-push.ts';
import { planPush } from './plan-phase.ts';
import { callJob } from './push-job.ts';

/** Left for the answer. */
const ANSWER_MS = 3_000;

async function insert(context: ApplyContext, request: PushRequest): Promise<PushRecord> {
  const { id, existing } = await acceptPush(context, request);
  const push = await readPush(context.database, id);
  if (!push) throw new Error(`the push ${id} is gone`);
  // A plan that was cut short is gone on with; a finished one may be out of date, so it is made anew.
  return existing && push.phase !== 'planning' ? await insert(context, { ...request, salt: id }) : push;
}

/**
 * Plans a push inside of a call. What does not fit into the call's time is kept, and the same call goes on from there.
 *
 * @throws ConnectorError OMNI_TOO_SLOW when there is more to plan
 */
export async function planInCall(context: ApplyContext, request: PushRequest): Promise<PushRecord> {
  const push = await insert(context, request);
  const late = new AbortController();
  const ended = new AbortController();
  const timer = context.clock
    .sleep(context.omni.deadline - ANSWER_MS - context.clock.now(), ended.signal)
    .then(() => late.abort())
    .catch(() => undefined);
  try {
    const planned = await planPush(callJob(context, push, late.signal));
    const now = (await readPush(context.database, push.id)) ?? push;
    if (planned) return now;
    const done = `${now.doneCount} of ${now.total} rows are settled, and repeating the call goes on from there`;
    throw new ConnectorError('OMNI_TOO_SLOW', { done, seconds: 1 });
  } finally {
    ended.abort();
    await timer;
  }
}
