import type { Clock } from '../src/base/clock.ts';

/** Time that passes only where somebody waits for it. */
export interface LeapingClock extends Clock {
  /** Moves the time on. */
  pass(ms: number): void;
}

/** Longer than any part of the spacing between two requests at 60 a minute. */
const LONG_WAIT_MS = 1_000;

/**
 * Whoever waits moves the time on instead: right as long as one waits at a time, as the pacing of one key does. A long
 * wait that can be cut short is one for something else, and lasts until then.
 */
export function leapingClock(): LeapingClock {
  let now = Date.now();
  const pass = (ms: number): void => {
    now += ms;
  };
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal && ms > LONG_WAIT_MS)
        return signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      pass(ms);
      resolve();
    });
  return { now: () => now, pass, sleep };
}
