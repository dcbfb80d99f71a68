import type { OmniSwitches } from './switches.ts';

/** One key's share of requests. Pure: time is an argument, in milliseconds, and never goes backwards. */
export interface Limiter {
  /** Takes one request now, or refuses it; a refused one does not count. */
  allow(now: number): boolean;
  /** Milliseconds until the next request will be allowed; 0 when it is now. */
  waitMs(now: number): number;
}

export type LimiterKind = OmniSwitches['limiter'];

const MINUTE = 60_000;

/** At most `perMinute` requests in any 60 s. */
class SlidingLog implements Limiter {
  readonly #perMinute: number;
  #taken: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  allow(now: number): boolean {
    if (this.waitMs(now) > 0) return false;
    this.#taken.push(now);
    return true;
  }

  waitMs(now: number): number {
    this.#taken = this.#taken.filter((at) => at > now - MINUTE);
    const blocking = this.#taken.at(-this.#perMinute);
    return blocking === undefined ? 0 : blocking + MINUTE - now;
  }
}

/** At most `perMinute` requests in each minute of the clock. */
class FixedWindow implements Limiter {
  readonly #perMinute: number;
  #window = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  allow(now: number): boolean {
    if (this.waitMs(now) > 0) return false;
    this.#taken += 1;
    return true;
  }

  waitMs(now: number): number {
    const window = Math.floor(now / MINUTE);
    if (window !== this.#window) {
      this.#window = window;
      this.#taken = 0;
    }
    return this.#taken < this.#perMinute ? 0 : (window + 1) * MINUTE - now;
  }
}

/** A bucket that starts full and refills evenly with `perMinute` requests a minute. */
class TokenBucket implements Limiter {
  readonly #perMinute: number;
  readonly #capacity: number;
  /** When the bucket will be full again; the level follows from it without rounding errors adding up. */
  #fullAt = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number, capacity: number) {
    this.#perMinute = perMinute;
    this.#capacity = Math.min(capacity, perMinute);
  }

  allow(now: number): boolean {
    if (this.waitMs(now) > 0) return false;
    this.#fullAt = Math.max(this.#fullAt, now) + MINUTE / this.#perMinute;
    return true;
  }

  waitMs(now: number): number {
    const emptyFor = this.#fullAt - now - ((this.#capacity - 1) * MINUTE) / this.#perMinute;
    return Math.max(0, emptyFor);
  }
}

const MAKERS: Record<LimiterKind, (perMinute: number) => Limiter> = {
  'sliding-log': (perMinute) => new SlidingLog(perMinute),
  'fixed-window': (perMinute) => new FixedWindow(perMinute),
  'bucket-60': (perMinute) => new TokenBucket(perMinute, 60),
  'bucket-10': (perMinute) => new TokenBucket(perMinute, 10),
};

/** @param perMinute requests a minute, a whole number from 1 */
export function createLimiter(kind: LimiterKind, perMinute: number): Limiter {
  return MAKERS[kind](perMinute);
}
