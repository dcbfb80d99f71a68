import { traced } from '../base/tracing.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { probeDelayMs } from '../push/ladder.ts';
import type { Services } from '../services.ts';
import { endCanceledJob, moveJob } from '../store/job-moves.ts';
import { notePlanTrouble } from '../store/job-progress.ts';
import { type JobKindName, type JobRecord, readJob } from '../store/jobs.ts';
import { finish, hold } from './end-step.ts';
import { failureKind } from './failure.ts';
import { backgroundJob, type FailureRun, isProbe, type Job } from './job.ts';
import type { JobKind, StepEnd } from './job-kind.ts';
import { noteJob, noteTurn } from './note-job.ts';
import type { RunTurn, TurnEnd } from './worker.ts';

/** The kinds of job that there are, handed to the engine by the connector. */
export type JobKinds = Readonly<Record<JobKindName, JobKind>>;

/** Jobs take turns: none works longer before another one may. */
const TURN_MS = 30_000;

/** Reads the job anew: its counters have moved. */
const reread = async ({ services, record }: Job<unknown>): Promise<JobRecord> =>
  (await readJob(services.database, record.id)) ?? record;

async function pause(job: Job<unknown>, error: ConnectorError): Promise<TurnEnd> {
  const { services, record, failures, owner } = job;
  const probeStep = isProbe(job) ? record.probeStep + 1 : 0;
  failures.inARow = 0;
  const probeAfterMs = probeDelayMs(probeStep);
  const message = `Paused: ${error.message} Tried again in ${probeAfterMs / 1_000} s; no row is lost meanwhile.`;
  if (record.status === 'planned') {
    await notePlanTrouble(services.database, record.id, message);
    return { againAfterMs: probeAfterMs };
  }
  const why = { message, causeCode: error.code, probeAfterMs, probeStep };
  if (!(await moveJob(services.database, record.id, 'pause', { ...why, owner }))) return 'again';
  services.log.warn({ jobId: record.id, code: error.code, probeStep }, 'a job is paused');
  return 'again';
}

/** Moves the job to where its step has led. */
async function settle(job: Job<unknown>, end: StepEnd): Promise<TurnEnd> {
  const { database } = job.services;
  const { id } = job.record;
  if (end !== 'again' && 'pauseFor' in end) return await pause(job, end.pauseFor);
  if (end !== 'again' && 'againAfterMs' in end) return end;
  if (end !== 'again' && 'holdFor' in end) {
    await hold(job, end.holdFor);
    return 'again';
  }
  // The probe went well.
  if (isProbe(job) && !job.signal.aborted) await moveJob(database, id, 'resume', { owner: job.owner });
  if (end !== 'again') await finish(job, end);
  return 'again';
}

/** What a step that threw means for its job. */
function endOf(job: Job<unknown>, thrown: unknown): StepEnd {
  const error = toConnectorError(thrown);
  if (failureKind(error) === 'wait') return { againAfterMs: error.retryAfterSeconds * 1_000 };
  // Not foreseen, so nobody knows whether it passes: the steps of a pause keep it from spinning, and from being lost.
  if (error.code === 'INTERNAL')
    job.services.log.error({ jobId: job.record.id, err: thrown }, 'a job has met a failure that was not foreseen');
  return { pauseFor: error };
}

/** One turn of a job, from wherever the turn before has left it. */
export function runJob(services: Services, kinds: JobKinds): RunTurn {
  const failures = new Map<string, FailureRun>();
  return async (jobId, signal, owner) => {
    const record = await readJob(services.database, jobId);
    if (!record) return 'again';
    if (record.status === 'canceled') {
      await endCanceledJob(services.database, jobId, new ConnectorError('OMNI_WRITE_UNCERTAIN'));
      return 'again';
    }
    const { lane, steps } = kinds[record.kind];
    const step = steps[record.phase];
    if (!step) throw new Error(`a job of the kind ${record.kind} has no phase ${record.phase}`);
    const job = backgroundJob(services, record, lane, signal, failures.get(jobId) ?? { inARow: 0 }, owner);
    if (record.lastTurnAt === 0) noteJob(services, record, 'a job has started');
    const until = services.clock.now() + TURN_MS;
    const attributes = { 'job.id': jobId, 'job.kind': record.kind, 'job.phase': record.phase };
    const end = await traced(`job ${record.kind}`, { kind: 'internal', attributes }, async () =>
      settle(job, await step(job, until).catch((thrown: unknown) => endOf(job, thrown))),
    );
    if (job.failures.inARow > 0) failures.set(jobId, job.failures);
    else failures.delete(jobId);
    noteTurn(services, record, await reread(job));
    return end;
  };
}
