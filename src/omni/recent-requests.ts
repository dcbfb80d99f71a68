import type { Clock } from '../base/clock.ts';

const SLOTS = 60;

/** Counts by spans of time, for the last 60 of them. */
class Counts {
  readonly #spanMs: number;
  readonly #counts: number[] = [];
  /** Which span each count is of, by its number since the epoch. */
  readonly #spans: number[] = [];

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  note(now: number): void {
    const span = Math.floor(now / this.#spanMs);
    const slot = span % SLOTS;
    const before = this.#spans[slot] === span ? (this.#counts[slot] ?? 0) : 0;
    this.#spans[slot] = span;
    this.#counts[slot] = before + 1;
  }

  /** The oldest first; the last one is of the span that runs. */
  list(now: number): readonly number[] {
    const first = Math.floor(now / this.#spanMs) - SLOTS + 1;
    return Array.from({ length: SLOTS }, (_, index) => {
      const slot = (first + index) % SLOTS;
      return this.#spans[slot] === first + index ? (this.#counts[slot] ?? 0) : 0;
    });
  }
}

/** Counts the requests of each key over the last hour, for whoever looks. Not for pacing: the ledger does that. */
export class RecentRequests {
  readonly #clock: Clock;
  readonly #keys = new Map<number, { readonly seconds: Counts; readonly minutes: Counts }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request was sent with the key at this place of the setting. */
  note(key: number): void {
    const now = this.#clock.now();
    const counts = this.#keys.get(key) ?? { seconds: new Counts(1_000), minutes: new Counts(60_000) };
    counts.seconds.note(now);
    counts.minutes.note(now);
    this.#keys.set(key, counts);
  }

  /** By minute for the last hour, the oldest first, and of the last 60 seconds. */
  of(key: number): { readonly minutes: readonly number[]; readonly used: number } {
    const now = this.#clock.now();
    const counts = this.#keys.get(key);
    return {
      minutes: counts?.minutes.list(now) ?? new Array<number>(SLOTS).fill(0),
      used: counts?.seconds.list(now).reduce((sum, count) => sum + count, 0) ?? 0,
    };
  }
}
