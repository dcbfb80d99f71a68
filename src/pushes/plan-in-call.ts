import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { acceptJob, type JobRequest } from '../jobs/accept-job.ts';
import { callJob } from '../jobs/job.ts';
import { notePlanShown, planInBackground } from '../store/job-progress.ts';
import type { JobRecord } from '../store/jobs.ts';
import { readJob } from '../store/jobs.ts';
import { collectOktaUsers } from '../sync/collect-okta-users.ts';
import { planPush } from './plan-phase.ts';

/** Left for the answer. */
const ANSWER_MS = 3_000;
const LOOK_EVERY_MS = 100;

async function reread({ database }: ApplyContext, id: string): Promise<JobRecord> {
  const push = await readJob(database, id);
  if (!push) throw new Error(`the push ${id} is gone`);
  return push;
}

/** Accepts the plan, or goes on with an equal one that nobody has seen; one that was shown may be out of date. */
async function insert(context: ApplyContext, request: JobRequest): Promise<JobRecord> {
  const { id } = await acceptJob(context, request);
  const push = await reread(context, id);
  return push.shown ? await insert(context, { ...request, salt: id }) : push;
}

async function plan(context: ApplyContext, push: JobRecord, signal: AbortSignal): Promise<boolean> {
  if (push.phase === 'collecting' && !(await collectOktaUsers(callJob(context, push, signal)))) return false;
  return await planPush(callJob(context, await reread(context, push.id), signal));
}

const OUT_OF_TIME: ReadonlySet<string> = new Set(['OMNI_TOO_SLOW', 'OKTA_TOO_SLOW']);

/** Plans as far as there is time. @returns whether the plan is complete */
async function planUntil(context: ApplyContext, push: JobRecord, until: number): Promise<boolean> {
  const late = new AbortController();
  const ended = new AbortController();
  const timer = context.clock
    .sleep(until - context.clock.now(), ended.signal)
    .then(() => late.abort())
    .catch(() => undefined);
  try {
    return await plan(context, push, late.signal);
  } catch (thrown) {
    if (thrown instanceof ConnectorError && OUT_OF_TIME.has(thrown.code)) return false;
    throw thrown;
  } finally {
    ended.abort();
    await timer;
  }
}

/** Waits for the plan that is made in the background. @returns whether it is complete */
async function awaitPlan(context: ApplyContext, id: string, until: number): Promise<boolean> {
  const { clock, pushes } = context;
  while ((await reread(context, id)).phase !== 'applying') {
    if (pushes.stopping.aborted || clock.now() + LOOK_EVERY_MS > until) return false;
    await clock.sleep(LOOK_EVERY_MS, pushes.stopping).catch(() => undefined);
  }
  return true;
}

/**
 * Plans a push inside of a call. What does not fit into the call's time is planned on in the background, and the same
 * call, repeated, answers when that is done.
 *
 * @throws ConnectorError OMNI_TOO_SLOW when there is more to plan
 */
export async function planInCall(context: ApplyContext, request: JobRequest): Promise<JobRecord> {
  const push = await insert(context, request);
  const until = context.omni.deadline - ANSWER_MS;
  const planned = push.background ? await awaitPlan(context, push.id, until) : await planUntil(context, push, until);
  if (planned) {
    await notePlanShown(context.database, push.id);
    return await reread(context, push.id);
  }
  await planInBackground(context.database, push.id);
  context.pushes.wake();
  const { doneCount, total, message } = await reread(context, push.id);
  const done = `${doneCount} of ${total} rows are settled, the rest is planned in the background, and repeating the call answers when it is done${message && `. ${message}`}`;
  throw new ConnectorError('OMNI_TOO_SLOW', { done, seconds: 1 });
}
