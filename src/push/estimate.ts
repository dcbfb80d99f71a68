import { type PhaseProgress, secondsAtPace } from './pace.ts';
import { readBackShare } from './verify.ts';

/** Users whom a push has to look up, and how large the list is that holds them. */
export interface LookUp {
  /** Users whose id is not known, or whose values are to come from the list. */
  readonly users: number;
  /** All users of the Omni instance; undefined before the first page told. */
  readonly usersInOmni: number | undefined;
  /** Users per page. */
  readonly pageSize: number;
}

/** How to look users up, and the Omni requests that it takes. */
export interface ResolveStrategy {
  readonly by: 'nothing' | 'search' | 'pages';
  readonly requests: number;
}

/**
 * Reads all pages or searches the users one by one, whichever takes fewer requests; when equal it searches, since a
 * search misses nobody when the list shifts while it is read. As long as nobody knows how long the list is, it is taken
 * to hold just the users asked for: ask again after the first page, which tells the total.
 */
export function resolveStrategy({ users, usersInOmni = users, pageSize }: LookUp): ResolveStrategy {
  if (users === 0) return { by: 'nothing', requests: 0 };
  const pages = Math.max(1, Math.ceil(usersInOmni / pageSize));
  return pages < users ? { by: 'pages', requests: pages } : { by: 'search', requests: users };
}

/** What a push has to ask of Omni, in requests unless said otherwise. */
export interface PushWork {
  /** 1 when the definitions have to be read anew, and one for each that has to be made or changed. */
  readonly definitions: number;
  readonly lookUp: LookUp;
  /** Users read by id, because neither the list nor an earlier verified write tells their values. */
  readonly reads: number;
  /** Users written, one PATCH each. */
  readonly changed: number;
  /** Users read back after their write. */
  readonly verified: number;
}

/** What the connector may send. */
export interface RequestBudget {
  /** Per key. */
  readonly requestsPerMinute: number;
  readonly keys: number;
}

/** What a push will cost. */
export interface Estimate {
  readonly requests: number;
  /** Whole seconds until the last request has left, if nothing else is sent meanwhile. */
  readonly seconds: number;
}

/** Requests leave evenly, this much slower than the limit: the one pace that no kind of limiter answers with 429. */
export const SLACK = 1.02;

/**
 * The fewest requests that any client could do it with, values before the write known and no write read back:
 * definitions, each user looked up, the reads that nothing saves, and one PATCH per changed user. With N users, P per
 * page, C changed and D definitions changed that is 1 + D + ⌈N/P⌉ + C where lists carry the values, N more where they
 * omit them, and C when ids and values are all remembered.
 */
export const minimumRequests = ({ definitions, lookUp, reads, changed }: Omit<PushWork, 'verified'>): number =>
  definitions + resolveStrategy(lookUp).requests + reads + changed;

/** The requests and the time that a push takes from here on. Give it what is left of a push for the remaining time. */
export function estimate(work: PushWork, { requestsPerMinute, keys }: RequestBudget): Estimate {
  const requests = minimumRequests(work) + work.verified;
  return { requests, seconds: Math.ceil((requests * SLACK * 60) / (requestsPerMinute * keys)) };
}

/** A job as far as its remaining time depends on it. */
export interface JobProgress extends PhaseProgress {
  readonly status: string;
  readonly phase: string;
  readonly total: number;
  readonly doneCount: number;
  /** Those of a push say how many writes are read back. */
  readonly options: unknown;
}

const ENDED: ReadonlySet<string> = new Set(['done', 'canceled', 'failed']);
const shareOf = (options: unknown): number => {
  const { verify } = (options ?? {}) as { readonly verify?: unknown };
  return verify === 'sample' || verify === 'all' ? readBackShare(verify) : 0;
};
const NO_LOOK_UP = { users: 0, usersInOmni: 0, pageSize: 1 };

/** What the budget alone allows for the rows that have no outcome, each of which counts as a write. */
function writeSeconds({ total, doneCount, options }: JobProgress, budget: RequestBudget): number {
  const changed = total - doneCount;
  const verified = Math.ceil(changed * shareOf(options));
  return estimate({ definitions: 0, lookUp: NO_LOOK_UP, reads: 0, changed, verified }, budget).seconds;
}

/**
 * Whole seconds until a job has ended; 0 once it has. What its phase still takes goes by the pace measured in it; the
 * writes that come after it, and all as long as nothing was measured, by the budget alone. Every row without an outcome
 * counts as a write, so the answer is too high until the push is planned.
 */
export function remainingSeconds(job: JobProgress, budget: RequestBudget): number {
  if (ENDED.has(job.status)) return 0;
  const measured = secondsAtPace(job);
  if (job.phase === 'applying' || job.phase === 'reporting') return measured ?? writeSeconds(job, budget);
  return (measured ?? 0) + writeSeconds(job, budget);
}
