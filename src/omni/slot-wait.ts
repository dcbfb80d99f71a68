import type { Clock } from '../base/clock.ts';
import { SLACK } from '../push/estimate.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';

const MINUTE_MS = 60_000;
/**
 * An interactive call may use its slot earlier, by half of what the slack leaves of a minute. The slots stay where they
 * are, so being early does not add up: one request more than the limit still spans a minute and the other half, which
 * is left for jitter.
 */
const MAX_EARLY_MS = ((SLACK - 1) * MINUTE_MS) / 2;
const MAX_EARLY_SHARE = 0.5;

/** Milliseconds between two requests of one key. */
export const gapFor = (perMinute: number): number => (SLACK * MINUTE_MS) / perMinute;

/** Waits until a reserved slot may be used: by a bulk row at its time, by an interactive call a little earlier. */
export class SlotWait {
  readonly #clock: Clock;
  readonly #earlyMs: number;
  /** ms epoch; after a 429 nothing leaves before, however short of time it is. */
  #restsUntil = 0;
  /** Ends the wait of a bulk row for its slot. */
  #arrival: AbortController | undefined;

  constructor(clock: Clock, gapMs: number) {
    this.#clock = clock;
    this.#earlyMs = Math.min(MAX_EARLY_MS, MAX_EARLY_SHARE * gapMs);
  }

  /** Lets nothing leave early for so long. @returns ms epoch of the end */
  rest(ms: number): number {
    this.#restsUntil = Math.max(this.#restsUntil, this.#clock.now() + ms);
    return this.#restsUntil;
  }

  /** An interactive call has joined the line, and goes at once where a bulk row would still wait. */
  hurry(): void {
    this.#arrival?.abort();
  }

  /**
   * Waits no longer than that in all, though the clock may be set back meanwhile.
   *
   * @param waitMs until the slot
   * @param isUrgent whether an interactive call is in the line
   */
  async until(waitMs: number, isUrgent: () => boolean): Promise<void> {
    const at = this.#clock.now() + waitMs;
    const restMs = Math.min(this.#restsUntil - this.#clock.now(), SLOT_RULE.maxRestMs);
    const firstMs = Math.max(waitMs - this.#earlyMs, restMs, 0);
    if (firstMs > 0) await this.#clock.sleep(firstMs);
    const leftMs = Math.min(waitMs - firstMs, at - this.#clock.now());
    if (leftMs <= 0 || isUrgent()) return;
    const arrival = new AbortController();
    this.#arrival = arrival;
    await this.#clock.sleep(leftMs, arrival.signal).catch(() => undefined);
    this.#arrival = undefined;
  }
}
