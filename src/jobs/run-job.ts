import { type ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { guard } from '../push/guard.ts';
import { probeDelayMs } from '../push/ladder.ts';
import { applyRows } from '../pushes/apply-phase.ts';
import { planPush } from '../pushes/plan-phase.ts';
import { plannedChanges, storedSummary } from '../pushes/stored-plan.ts';
import { isProbe } from '../pushes/try-later.ts';
import { runReport } from '../reports/run-report.ts';
import type { Services } from '../services.ts';
import { moveJob } from '../store/job-moves.ts';
import { notePlanTrouble } from '../store/job-progress.ts';
import type { JobRecord } from '../store/jobs.ts';
import { readJob } from '../store/jobs.ts';
import { collectOktaUsers } from '../sync/collect-okta-users.ts';
import { failureKind } from './failure.ts';
import { backgroundJob, type FailureRun, type PushJob } from './job.ts';
import { noteJob, noteSlice } from './note-job.ts';
import type { RunSlice, SliceEnd } from './worker.ts';

/** Reads the push anew: its counters have moved. */
async function reread({ services, push }: PushJob): Promise<JobRecord> {
  return (await readJob(services.database, push.id)) ?? push;
}

function doneMessage({ total, changedCount, unchangedCount, failedCount }: JobRecord): string {
  const failed = failedCount > 0 ? `, ${failedCount} failed: list-job-results tells why, retry-job repeats them` : '';
  return `${total} rows: ${changedCount} changed, ${unchangedCount} unchanged${failed}.`;
}

async function pause(job: PushJob, error: ConnectorError): Promise<SliceEnd> {
  const { database, log } = job.services;
  const probeStep = isProbe(job) ? job.push.probeStep + 1 : 0;
  job.failures.inARow = 0;
  const probeAfterMs = probeDelayMs(probeStep);
  const message = `Paused: ${error.message} Tried again in ${probeAfterMs / 1_000} s; no row is lost meanwhile.`;
  if (job.push.status === 'planned') {
    await notePlanTrouble(database, job.push.id, message);
    return { againAfterMs: probeAfterMs };
  }
  await moveJob(database, job.push.id, 'pause', { message, causeCode: error.code, probeAfterMs, probeStep });
  log.warn({ jobId: job.push.id, code: error.code, probeStep }, 'a push is paused');
  return 'done';
}

/** Stops a push that would change or empty more than it may, before its first write. @returns whether it waits now */
async function holdForApproval(job: PushJob): Promise<boolean> {
  if (job.push.approved) return false;
  const push = await reread(job);
  const changes = await plannedChanges(job.services.database, push.id);
  const { tripped, reason } = guard(storedSummary(push, changes), job.options.limits);
  return tripped && (await moveJob(job.services.database, push.id, 'hold', { message: reason }));
}

async function apply(job: PushJob): Promise<SliceEnd> {
  const { database } = job.services;
  const end = await applyRows(job);
  if (typeof end === 'object') return 'pauseFor' in end ? await pause(job, end.pauseFor) : end;
  // The probe went well.
  if (isProbe(job)) await moveJob(database, job.push.id, 'resume');
  if (end === 'done') {
    await moveJob(database, job.push.id, 'finish', { message: doneMessage(await reread(job)) });
  }
  return end;
}

async function report(job: PushJob): Promise<SliceEnd> {
  const message = await runReport(job);
  if (isProbe(job)) await moveJob(job.services.database, job.push.id, 'resume');
  if (message === undefined) return 'again';
  await moveJob(job.services.database, job.push.id, 'finish', { message });
  // Counts alone: the message of a report names nobody.
  job.services.log.info({ jobId: job.push.id, kind: job.push.kind, message }, 'a report has ended');
  return 'done';
}

async function work(job: PushJob): Promise<SliceEnd> {
  const { push, services } = job;
  if (push.phase === 'collecting') {
    if ((await collectOktaUsers(job)) && isProbe(job)) await moveJob(services.database, push.id, 'resume');
    return 'again';
  }
  if (push.phase === 'reporting') return await report(job);
  if (push.phase === 'planning') {
    // A push that could not be planned is paused; now it was.
    if ((await planPush(job)) && isProbe(job)) await moveJob(services.database, push.id, 'resume');
    return push.status === 'planned' ? 'done' : 'again';
  }
  // As long as nothing is written, in every slice: the one that planned may have been killed before it came to this.
  if (push.changedCount === 0 && (await holdForApproval(job))) return 'done';
  return await apply(job);
}

async function workOrPause(job: PushJob): Promise<SliceEnd> {
  const { services } = job;
  try {
    return await work(job);
  } catch (thrown) {
    const error = toConnectorError(thrown);
    const kind = failureKind(error);
    if (kind === 'wait') return { againAfterMs: error.retryAfterSeconds * 1_000 };
    // Not foreseen, so nobody knows whether it passes: the steps of a pause keep it from spinning, and from being lost.
    if (error.code === 'INTERNAL')
      services.log.error({ jobId: job.push.id, err: thrown }, 'a push has met a failure that was not foreseen');
    return await pause(job, error);
  }
}

/** One slice of a push, from wherever the slice before has left it. */
export function runPush(services: Services): RunSlice {
  const failures = new Map<string, FailureRun>();
  return async (jobId, signal) => {
    const push = await readJob(services.database, jobId);
    if (!push) return 'done';
    const job = backgroundJob(services, push, signal, failures.get(jobId) ?? { inARow: 0 });
    if (push.lastTurnAt === 0) noteJob(services, push, 'a job has started');
    const end = await workOrPause(job);
    if (job.failures.inARow > 0) failures.set(jobId, job.failures);
    else failures.delete(jobId);
    noteSlice(services, push, await reread(job));
    return end;
  };
}
