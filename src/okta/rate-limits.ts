import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import type { HttpAnswer } from '../outgoing/http-client.ts';
import { LONGEST_WINDOW_MS, type RateLimit, readRateLimit } from './rate-limit-headers.ts';

/** The other half of each bucket is left to the other programs of the org. */
const OUR_SHARE = 0.5;

/** Keeps to half of each of Okta's buckets, as the answers describe them. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, RateLimit>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Waits until a request of this bucket may leave, and counts it.
   *
   * @throws ConnectorError OKTA_RATE_LIMITED when that is after the deadline
   */
  async turn(bucket: string, deadline: number): Promise<void> {
    for (let waitMs = this.#take(bucket); waitMs > 0; waitMs = this.#take(bucket)) {
      if (this.#clock.now() + waitMs >= deadline) {
        throw new ConnectorError('OKTA_RATE_LIMITED', { seconds: Math.ceil(waitMs / 1_000) });
      }
      await this.#clock.sleep(waitMs);
    }
  }

  /** Learns from an answer. */
  note(bucket: string, answer: HttpAnswer): void {
    const told = readRateLimit(answer, this.#clock);
    if (!told) return;
    const known = this.#buckets.get(bucket);
    // Answers overtake each other: in one window what is left only falls.
    const isSameWindow = known?.resetAt === told.resetAt;
    const remaining = isSameWindow ? Math.min(known.remaining, told.remaining) : told.remaining;
    this.#buckets.set(bucket, { ...told, remaining });
  }

  /** Counts one request. @returns milliseconds to wait first, if it may not leave yet */
  #take(bucket: string): number {
    const known = this.#buckets.get(bucket);
    if (!known) return 0;
    const now = this.#clock.now();
    const current =
      now < known.resetAt ? known : { ...known, remaining: known.limit, resetAt: now + LONGEST_WINDOW_MS };
    const isHalfLeft = current.remaining >= current.limit * OUR_SHARE;
    if (isHalfLeft) this.#buckets.set(bucket, { ...current, remaining: current.remaining - 1 });
    return isHalfLeft ? 0 : current.resetAt - now;
  }
}
