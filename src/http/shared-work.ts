import type { Clock } from '../base/clock.ts';

/**
 * Work that many ask for and whose result may be a little old: one run at a time, shared by everybody who asks while it
 * is under way and for some time after it.
 *
 * @param freshMs how long a result is good for, from the end of its run
 */
export function sharedWork<T>(freshMs: number, clock: Clock, work: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let doneAt: number | undefined;
  const isStale = (): boolean => {
    // Still under way.
    if (doneAt === undefined) return false;
    const age = clock.now() - doneAt;
    // A clock that was set back must not keep a result for hours.
    return age < 0 || age >= freshMs;
  };
  return () => {
    if (current === undefined || isStale()) {
      doneAt = undefined;
      current = work().finally(() => {
        doneAt = clock.now();
      });
    }
    return current;
  };
}
