import { type LookUp, resolveStrategy } from './resolve-strategy.ts';

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
const SLACK = 1.02;

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
