import { setTimeout as delay } from 'node:timers/promises';

/** The only source of time: passed in wherever time matters, so that tests run on a virtual clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal ? { signal } : undefined);
    } catch {
      // Only the signal ends a sleep early; Node wraps its reason in an AbortError.
      throw signal?.reason;
    }
  },
};
