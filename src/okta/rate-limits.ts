import type { Clock } from '../base/clock.ts';
import type { HttpAnswer } from '../base/http-client.ts';
import { ConnectorError } from '../errors/connector-error.ts';

/** What is left of a bucket. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** ms epoch at which the bucket is full again. */
  readonly resetAt: number;
}

/** Okta's buckets last a minute, and their end is told in whole seconds; a later one means clocks that differ. */
const LONGEST_WINDOW_MS = 61_000;

function count(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/**
 * Reads X-Rate-Limit-*: https://developer.okta.com/docs/reference/rl-best-practices/
 *
 * @returns undefined when the answer tells of no bucket: without the headers, or with a limit of 0
 */
export function readRateLimit({ header }: HttpAnswer, clock: Clock): RateLimit | undefined {
  const limit = count(header('x-rate-limit-limit'));
  const remaining = count(header('x-rate-limit-remaining'));
  const reset = count(header('x-rate-limit-reset'));
  if (!limit || remaining === undefined || reset === undefined) return undefined;
  return { limit, remaining, resetAt: Math.min(reset * 1_000, clock.now() + LONGEST_WINDOW_MS) };
}

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
