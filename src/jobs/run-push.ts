import { type ConnectorError, toConnectorError } from '../errors.ts';
import { guard } from '../push/guard.ts';
import { probeDelayMs } from '../push/ladder.ts';
import type { Services } from '../services.ts';
import { movePush } from '../store/move-push.ts';
import type { PushRecord } from '../store/push-record.ts';
import { readPush } from '../store/read-push.ts';
import { applyRows } from './apply-phase.ts';
import { failureKind } from './failure.ts';
import { planPush } from './plan-phase.ts';
import { backgroundJob, type PushJob } from './push-job.ts';
import type { RunSlice, SliceEnd } from './push-worker.ts';
import { plannedChanges, storedSummary } from './stored-plan.ts';

/** Reads the push anew: its counters have moved. */
async function reread({ services, push }: PushJob): Promise<PushRecord> {
  return (await readPush(services.database, push.id)) ?? push;
}

function doneMessage({ total, changedCount, unchangedCount, failedCount }: PushRecord): string {
  const failed = failedCount > 0 ? `, ${failedCount} failed: list-job-results tells why, retry-job repeats them` : '';
  return `${total} rows: ${changedCount} changed, ${unchangedCount} unchanged${failed}.`;
}

async function pause(job: PushJob, error: ConnectorError, probeStep: number): Promise<SliceEnd> {
  const { database, log } = job.services;
  const probeAfterMs = probeDelayMs(probeStep);
  const message = `Paused: ${error.message} Tried again in ${probeAfterMs / 1_000} s; no row is lost meanwhile.`;
  await movePush(database, job.push.id, 'pause', { message, causeCode: error.code, probeAfterMs, probeStep });
  log.warn({ pushId: job.push.id, code: error.code, probeStep }, 'a push is paused');
  return 'done';
}

/** Stops a push that would change or empty more than it may, before its first write. @returns whether it waits now */
async function holdForApproval(job: PushJob): Promise<boolean> {
  if (job.push.approved) return false;
  const push = await reread(job);
  const changes = await plannedChanges(job.services.database, push.id);
  const { tripped, reason } = guard(storedSummary(push, changes), job.options.limits);
  return tripped && (await movePush(job.services.database, push.id, 'hold', { message: reason }));
}

async function apply(job: PushJob, limit?: number): Promise<SliceEnd> {
  const end = await applyRows(job, limit);
  if (typeof end === 'object' && 'pauseFor' in end) {
    const isProbe = job.push.status === 'paused';
    return await pause(job, end.pauseFor, isProbe ? job.push.probeStep + 1 : 0);
  }
  if (end === 'done') {
    await movePush(job.services.database, job.push.id, 'finish', { message: doneMessage(await reread(job)) });
  }
  return end;
}

async function work(job: PushJob): Promise<SliceEnd> {
  const { push, services } = job;
  if (push.phase === 'planning') {
    if (!(await planPush(job))) return 'again';
    if (await holdForApproval(job)) return 'done';
    return 'again';
  }
  // A reviewed plan meets the guard when it is applied; it was only shown the verdict before.
  if (job.options.reviewed && push.changedCount === 0 && (await holdForApproval(job))) return 'done';
  if (push.status !== 'paused') return await apply(job);
  const end = await apply(job, 1);
  const after = await reread(job);
  // The probe went well unless it has paused the push again, one step further.
  if (after.probeStep === push.probeStep && after.status === 'paused')
    await movePush(services.database, push.id, 'resume');
  return end === 'done' ? 'again' : end;
}

/** One slice of a push, from wherever the slice before has left it. */
export const runPush =
  (services: Services): RunSlice =>
  async (pushId, signal) => {
    const push = await readPush(services.database, pushId);
    if (!push) return 'done';
    const job = backgroundJob(services, push, signal);
    try {
      return await work(job);
    } catch (thrown) {
      const error = toConnectorError(thrown);
      const kind = failureKind(error);
      if (kind === 'wait') return { againAfterMs: error.retryAfterSeconds * 1_000 };
      if (error.code === 'INTERNAL') throw thrown;
      return await pause(job, error, push.status === 'paused' ? push.probeStep + 1 : 0);
    }
  };
