import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Database } from '../store/database.ts';
import { clearTurns, endTurn, renewTurns, takeTurn } from '../store/job-turns.ts';

/**
 * What a slice leaves behind. `done`: it moved the push to where it has no turns or to a pause; otherwise the next turn,
 * at once or later.
 */
export type SliceEnd = 'done' | 'again' | { readonly againAfterMs: number };

/**
 * Works on one push for at most a minute. Everything it needs to know is in the database, because the slice before may
 * have been killed at any point. `signal` is aborted when the process ends, and when the push was canceled or lost to
 * another worker: finish the row in hand and return.
 */
export type RunSlice = (jobId: string, signal: AbortSignal) => Promise<SliceEnd>;

/** The part of a pino logger that the worker uses. */
export interface WorkerLog {
  warn(fields: object, message: string): void;
}

export interface WorkerOptions {
  readonly database: Database;
  readonly run: RunSlice;
  readonly log: WorkerLog;
  readonly clock?: Clock;
  /** Pushes worked on at once; more than that take turns. */
  readonly slots?: number;
}

export interface JobWorker {
  /** Looks for pushes now instead of at the next look: call it after one was accepted, approved or applied. */
  wake(): void;
  /** Takes no more pushes and resolves when the slices have ended, after 10 s at the latest. */
  stop(): Promise<void>;
}

const SLOTS = 4;
const LOOK_EVERY_MS = 500;
/** A killed worker's pushes are free after this. It renews three times as often, so that one failed try costs nothing. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
/** After a slice that threw: long enough not to fill the log, short enough for a database that was away. */
const AFTER_FAILURE_MS = 5_000;
const DRAIN_MS = 10_000;

interface Slice {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const againAfterMs = (end: SliceEnd): number => (typeof end === 'object' ? end.againAfterMs : 0);

/**
 * Starts to work on the accepted pushes of this database, one worker per process. A push needs no queue: being `queued`,
 * `running` or `paused` in its table is what makes it work to do, so it cannot be accepted without being queued, and a
 * lease on its row keeps the replicas apart.
 */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { database, run, log, clock = systemClock, slots = SLOTS } = options;
  const owner = randomUUID();
  const slices = new Map<string, Slice>();
  const stopping = new AbortController();
  const drained = new AbortController();
  let sleeping = new AbortController();

  const wake = (): void => sleeping.abort();

  async function runSlice(jobId: string, signal: AbortSignal): Promise<SliceEnd> {
    try {
      return await run(jobId, signal);
    } catch (err) {
      log.warn({ err, jobId }, 'a slice of a push failed, it will be repeated');
      return { againAfterMs: AFTER_FAILURE_MS };
    }
  }

  async function runTurn(jobId: string, signal: AbortSignal): Promise<void> {
    const end = await runSlice(jobId, signal);
    await endTurn(database, { owner, jobId, againAfterMs: againAfterMs(end) }).catch((err: unknown) => {
      log.warn({ err, jobId }, 'a turn could not be given back, it ends with its lease');
    });
    slices.delete(jobId);
    wake();
  }

  async function takeTurns(): Promise<void> {
    while (slices.size < slots && !stopping.signal.aborted) {
      const jobId = await takeTurn(database, { owner, except: [...slices.keys()], leaseMs: LEASE_MS });
      if (jobId === undefined) return;
      const abort = new AbortController();
      slices.set(jobId, { abort, ended: runTurn(jobId, abort.signal) });
    }
  }

  /** Ends the slices whose push was canceled or taken over. Without the database a slice comes to its end by itself. */
  async function keepTurns(): Promise<void> {
    const held = [...slices];
    if (held.length === 0) return;
    const kept = await renewTurns(database, { owner, jobIds: held.map(([jobId]) => jobId), leaseMs: LEASE_MS });
    for (const [jobId, { abort }] of held) if (!kept.has(jobId)) abort.abort();
  }

  /** Does the work and says when to do it again; only the database can fail here, and it will be back. */
  async function attempt(work: () => Promise<void>, everyMs: number): Promise<number> {
    try {
      await work();
      return everyMs;
    } catch (err) {
      log.warn({ err }, 'the database did not answer the worker of pushes, which tries again');
      return RENEW_EVERY_MS;
    }
  }

  const sleep = (ms: number, wakeUp: AbortSignal): Promise<void> => clock.sleep(ms, wakeUp).catch(() => undefined);

  async function lookUntilStopping(): Promise<void> {
    while (!stopping.signal.aborted) {
      sleeping = new AbortController(); // before the look: a push that is accepted during it must not wait
      const pauseMs = await attempt(takeTurns, LOOK_EVERY_MS);
      await sleep(pauseMs, sleeping.signal);
    }
  }

  async function keepUntilDrained(): Promise<void> {
    while (!drained.signal.aborted) {
      const pauseMs = await attempt(keepTurns, RENEW_EVERY_MS);
      await sleep(pauseMs, drained.signal);
    }
  }

  async function stop(): Promise<void> {
    stopping.abort();
    wake();
    await looking;
    for (const { abort } of slices.values()) abort.abort();
    const ended = Promise.all([...slices.values()].map((slice) => slice.ended));
    await Promise.race([ended, sleep(DRAIN_MS, drained.signal)]);
    drained.abort();
    await keeping;
  }

  if (database.kind === 'embedded') await clearTurns(database);
  const looking = lookUntilStopping();
  const keeping = keepUntilDrained();
  return { wake, stop };
}
