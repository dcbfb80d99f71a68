/** The only source of time: passed in wherever time matters, so that tests run on a virtual clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Milliseconds since any fixed moment: it never goes back and does not jump, so it alone tells how long something
   * took. Left out where `now` does so.
   */
  monotonic?(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. Not by timers/promises, which makes an error with a stack for each sleep that is cut short. */
export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      }, ms);
      signal?.addEventListener('abort', cancel, { once: true });
    }),
};

/**
 * Why a sleep is cut short that nobody needs any more: without a reason, each abort would make an error with a stack.
 */
export const NOT_NEEDED = 'not needed any more';

/** See `Clock.monotonic`. */
export const monotonic = (clock: Clock): number => clock.monotonic?.() ?? clock.now();
