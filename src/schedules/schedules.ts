import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import { checkCallbackAddress } from '../callbacks/callback-address.ts';
import type { Settings } from '../config/settings.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { StartProblem } from '../errors/start-problem.ts';
import type { Services } from '../services.ts';
import { addCallback } from '../store/callbacks.ts';
import { readJob } from '../store/jobs.ts';
import { acquireLease, releaseLease } from '../store/leases.ts';
import { logFailure } from '../store/log-failure.ts';
import { readSchedule, saveSchedule } from '../store/schedules.ts';

/** Something that starts by the clock. */
export interface Schedule {
  readonly name: string;
  /** A cron expression of five fields. */
  readonly pattern: string;
  /** Starts the job and answers its id; an equal one that is under way is the same. */
  start(): Promise<string>;
}

const LOOK_EVERY_MS = 15_000;
/** After a start that failed. */
const AGAIN_MS = 60_000;
/** Longer than a start can take. */
const LEASE_MS = 120_000;

/** When the pattern comes true next, ms epoch. */
function nextDue(pattern: string, timeZone: string, after: number): number {
  const next = new Cron(pattern, { timezone: timeZone, paused: true }).nextRun(new Date(after));
  // The settings have made sure that the pattern comes true; one that never does again is simply not due.
  return next?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

const isUnderWay = async ({ database }: Services, jobId: string | null): Promise<boolean> => {
  const push = jobId === null ? undefined : await readJob(database, jobId);
  return push !== undefined && push.finishedAt === null;
};

/** Starts what is due, and says when it is due next. The next time is kept last: a kill before repeats the start. */
async function startDue(services: Services, { name, pattern, start }: Schedule, lastPushId: string | null) {
  const { database, clock, log, metrics, settings } = services;
  const dueAt = nextDue(pattern, settings.schedules.timeZone, clock.now());
  if (await isUnderWay(services, lastPushId)) {
    metrics.scheduledRuns.inc({ schedule: name, outcome: 'skipped' });
    log.warn({ schedule: name, jobId: lastPushId }, 'a scheduled run is left out: the last one is still under way');
    return await saveSchedule(database, name, { dueAt });
  }
  const jobId = await start();
  const { callbackUrl } = settings.schedules;
  if (callbackUrl) await addCallback(database, jobId, callbackUrl.reveal());
  await saveSchedule(database, name, { dueAt, jobId });
  metrics.scheduledRuns.inc({ schedule: name, outcome: 'started' });
  log.info({ schedule: name, jobId }, 'a scheduled run has started');
}

/** Looks whether a schedule is due, alone of all replicas. */
async function look(services: Services, schedule: Schedule): Promise<void> {
  const { database, clock, settings } = services;
  const record = await readSchedule(database, schedule.name);
  const now = clock.now();
  const next = nextDue(schedule.pattern, settings.schedules.timeZone, now);
  // Never set before, or set by another pattern: the past is not made up for.
  if (!record || record.dueAt > next) return await saveSchedule(database, schedule.name, { dueAt: next });
  if (record.dueAt > now) return;
  await startDue(services, schedule, record.jobId);
}

async function lookAlone(services: Services, schedule: Schedule): Promise<number> {
  const { database, log, metrics } = services;
  const request = { name: `schedule:${schedule.name}`, owner: randomUUID(), leaseMs: LEASE_MS };
  try {
    const lease = await acquireLease(database, request);
    if (!lease) return LOOK_EVERY_MS;
    try {
      await look(services, schedule);
      return LOOK_EVERY_MS;
    } finally {
      await releaseLease(database, lease);
    }
  } catch (thrown) {
    const { code, message } = toConnectorError(thrown);
    metrics.scheduledRuns.inc({ schedule: schedule.name, outcome: 'failed' });
    const told = { err: thrown, schedule: schedule.name, code, reason: message };
    logFailure(log, told, 'a scheduled run could not start and is tried again');
    return AGAIN_MS;
  }
}

/** @throws StartProblem when the callback of the settings may not be called */
export function checkScheduleCallback({ schedules: { callbackUrl }, callbackHosts }: Settings): void {
  try {
    if (callbackUrl) checkCallbackAddress(callbackUrl.reveal(), callbackHosts);
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    const { message } = thrown;
    const fix = 'Name the https invoke URL of an API endpoint flow, or add its host to CALLBACK_HOSTS.';
    throw new StartProblem('SCHEDULE_CALLBACK_URL', message.replace(/\.$/, ''), fix, { cause: thrown });
  }
}

/**
 * Starts jobs by the clock: once per due time over all replicas, never while the last one is still under way. A due
 * time that passed while no replica ran is made up for once.
 *
 * @returns stops it; resolves when nothing is being started any more
 */
export function startSchedules(services: Services, schedules: readonly Schedule[]): () => Promise<void> {
  const { clock } = services;
  const stopped = new AbortController();
  const run = async (schedule: Schedule): Promise<void> => {
    while (!stopped.signal.aborted) {
      const pauseMs = await lookAlone(services, schedule);
      await clock.sleep(pauseMs, stopped.signal).catch(() => undefined);
    }
  };
  const running = Promise.all(schedules.map(run));
  return async () => {
    stopped.abort();
    await running;
  };
}
