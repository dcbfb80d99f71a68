import { type Clock, systemClock } from '../../src/base/clock.ts';

const LONGEST_MS = 200;

/** A clock for trying flows out: no pause takes longer than `longestMs`, and time moves on as if it had. */
export function hastyClock(longestMs = LONGEST_MS, clock: Clock = systemClock): Clock {
  let ahead = 0;
  const now = (): number => clock.now() + ahead;
  return {
    now,
    async sleep(ms, signal) {
      const end = now() + ms;
      await clock.sleep(Math.min(ms, longestMs), signal);
      ahead = Math.max(ahead, end - clock.now());
    },
  };
}
