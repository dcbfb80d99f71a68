import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../base/clock.ts';
import { drained } from '../base/drained.ts';
import type { Database } from '../store/database.ts';
import { clearTurns, endTurn, renewTurns, takeTurn } from '../store/job-turns.ts';
import { type FailureLog, logFailure } from '../store/log-failure.ts';

/** When the next turn of a job is due, where it has one: at once or later. */
export type TurnEnd = 'again' | { readonly againAfterMs: number };

/**
 * Works on one job for at most a minute. Everything it needs to know is in the database, because the turn before may
 * have been killed at any point. `signal` is aborted when the process ends, and when the job was canceled or lost to
 * another worker: finish the piece in hand and return. `owner` is whose turn it is in the database.
 */
export type RunTurn = (jobId: string, signal: AbortSignal, owner: string) => Promise<TurnEnd>;

export interface WorkerOptions {
  readonly database: Database;
  readonly run: RunTurn;
  readonly log: FailureLog;
  readonly clock?: Clock;
  /** Jobs worked on at once; more than that take turns. */
  readonly slots?: number;
}

export interface JobWorker {
  /** Looks for jobs now instead of at the next look: call it after one was accepted, approved or applied. */
  wake(): void;
  /** Takes no more jobs and resolves when the turns have ended, after 10 s at the latest. */
  stop(): Promise<void>;
}

const SLOTS = 4;
const LOOK_EVERY_MS = 500;
/** A killed worker's jobs are free after this. It renews three times as often, so that one failed try costs nothing. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
/** After a turn that threw: long enough not to fill the log, short enough for a database that was away. */
const AFTER_FAILURE_MS = 5_000;

interface Turn {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const againAfterMs = (end: TurnEnd): number => (typeof end === 'object' ? end.againAfterMs : 0);

/**
 * Starts to work on the accepted jobs of this database, one worker per process. A job needs no queue: being `queued`,
 * `running` or `paused` in its table is what makes it work to do, so it cannot be accepted without being queued, and a
 * lease on its row keeps the replicas apart.
 */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { database, run, log, clock = systemClock, slots = SLOTS } = options;
  const owner = randomUUID();
  const turns = new Map<string, Turn>();
  const stopping = new AbortController();
  const left = new AbortController();
  let sleeping = new AbortController();

  const wake = (): void => sleeping.abort();

  async function work(jobId: string, signal: AbortSignal): Promise<TurnEnd> {
    try {
      return await run(jobId, signal, owner);
    } catch (err) {
      logFailure(log, { err, jobId }, 'a turn of a job failed, it is repeated');
      return { againAfterMs: AFTER_FAILURE_MS };
    }
  }

  async function runTurn(jobId: string, signal: AbortSignal): Promise<void> {
    const end = await work(jobId, signal);
    await endTurn(database, { owner, jobId, againAfterMs: againAfterMs(end) }).catch((err: unknown) => {
      logFailure(log, { err, jobId }, 'a turn could not be given back, it ends with its lease');
    });
    turns.delete(jobId);
    wake();
  }

  async function takeTurns(): Promise<void> {
    while (turns.size < slots && !stopping.signal.aborted) {
      const jobId = await takeTurn(database, { owner, except: [...turns.keys()], leaseMs: LEASE_MS });
      if (jobId === undefined) return;
      const abort = new AbortController();
      turns.set(jobId, { abort, ended: runTurn(jobId, abort.signal) });
    }
  }

  /** Ends the turns whose job was canceled or taken over. Without the database a turn comes to its end by itself. */
  async function keepTurns(): Promise<void> {
    const held = [...turns];
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
      logFailure(log, { err }, 'the database did not answer the worker of jobs, which tries again');
      return RENEW_EVERY_MS;
    }
  }

  const sleep = (ms: number, wakeUp: AbortSignal): Promise<void> => clock.sleep(ms, wakeUp).catch(() => undefined);

  async function lookUntilStopping(): Promise<void> {
    while (!stopping.signal.aborted) {
      sleeping = new AbortController(); // before the look: a job that is accepted during it must not wait
      const pauseMs = await attempt(takeTurns, LOOK_EVERY_MS);
      await sleep(pauseMs, sleeping.signal);
    }
  }

  async function keepUntilLeft(): Promise<void> {
    while (!left.signal.aborted) {
      const pauseMs = await attempt(keepTurns, RENEW_EVERY_MS);
      await sleep(pauseMs, left.signal);
    }
  }

  async function stop(): Promise<void> {
    stopping.abort();
    wake();
    await looking;
    for (const { abort } of turns.values()) abort.abort();
    await drained(clock, Promise.all([...turns.values()].map(({ ended }) => ended)));
    left.abort();
    await keeping;
  }

  if (database.kind === 'embedded') await clearTurns(database);
  const looking = lookUntilStopping();
  const keeping = keepUntilLeft();
  return { wake, stop };
}
