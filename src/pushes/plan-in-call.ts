import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { acceptJob, type JobRequest } from '../jobs/accept-job.ts';
import { callJob } from '../jobs/job.ts';
import type { JobKind, StepEnd } from '../jobs/job-kind.ts';
import { notePlanShown, planInBackground } from '../store/job-progress.ts';
import { type JobRecord, readJob } from '../store/jobs.ts';

/** Left for the answer. */
const ANSWER_MS = 3_000;
const LOOK_EVERY_MS = 100;

/** @throws ConnectorError STORE_UNAVAILABLE: a server has taken over that lacks what was accepted a moment ago */
async function reread({ database }: ApplyContext, id: string): Promise<JobRecord> {
  const record = await readJob(database, id);
  if (!record) throw new ConnectorError('STORE_UNAVAILABLE');
  return record;
}

/** Accepts the plan, or goes on with an equal one that nobody has seen; one that was shown may be out of date. */
async function insert(context: ApplyContext, request: JobRequest): Promise<JobRecord> {
  const { id } = await acceptJob(context, request);
  const record = await reread(context, id);
  return record.shown ? await insert(context, { ...request, salt: id }) : record;
}

const OUT_OF_TIME: ReadonlySet<string> = new Set(['OMNI_TOO_SLOW', 'OKTA_TOO_SLOW']);

async function takeStep(
  context: ApplyContext,
  kind: JobKind,
  record: JobRecord,
  until: number,
  signal: AbortSignal,
): Promise<StepEnd> {
  const step = kind.steps[record.phase];
  if (!step) throw new Error(`the plan ${record.id} has no phase ${record.phase}`);
  return await step(callJob(context, record, signal), until);
}

/** Goes from phase to phase as far as there is time. @returns whether the plan is complete */
async function planSteps(context: ApplyContext, kind: JobKind, id: string, until: number, signal: AbortSignal) {
  for (;;) {
    const record = await reread(context, id);
    if (record.phase === 'judging') return true;
    if (signal.aborted || context.clock.now() >= until) return false;
    await takeStep(context, kind, record, until, signal);
  }
}

/** Plans as far as there is time. @returns whether the plan is complete */
async function planUntil(context: ApplyContext, kind: JobKind, id: string, until: number): Promise<boolean> {
  const late = new AbortController();
  const ended = new AbortController();
  const timer = context.clock
    .sleep(until - context.clock.now(), ended.signal)
    .then(() => late.abort())
    .catch(() => undefined);
  try {
    return await planSteps(context, kind, id, until, late.signal);
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
  const { clock, worker } = context;
  while ((await reread(context, id)).phase !== 'judging') {
    if (worker.stopping.aborted || clock.now() + LOOK_EVERY_MS > until) return false;
    await clock.sleep(LOOK_EVERY_MS, worker.stopping).catch(() => undefined);
  }
  return true;
}

/**
 * Plans a job inside of a call. What does not fit into the call's time is planned on in the background, and the same
 * call, repeated, answers when that is done.
 *
 * @param kind of the request
 * @throws ConnectorError OMNI_TOO_SLOW when there is more to plan
 */
export async function planInCall(context: ApplyContext, request: JobRequest, kind: JobKind): Promise<JobRecord> {
  const { id, background } = await insert(context, request);
  const until = context.omni.deadline - ANSWER_MS;
  const planned = background ? await awaitPlan(context, id, until) : await planUntil(context, kind, id, until);
  if (planned) {
    await notePlanShown(context.database, id);
    return await reread(context, id);
  }
  await planInBackground(context.database, id);
  context.worker.wake();
  const { doneCount, total, message } = await reread(context, id);
  const done = `${doneCount} of ${total} rows are settled, the rest is planned in the background, and repeating the call answers when it is done${message && `. ${message}`}`;
  throw new ConnectorError('OMNI_TOO_SLOW', { done, seconds: 1 });
}
