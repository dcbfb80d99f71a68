import type { Clock } from '../base/clock.ts';
import { SLACK } from '../push/estimate.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';
import type { Lane } from './ticket.ts';

const MINUTE_MS = 60_000;
/**
 * An interactive call may use its slot earlier, by half of what the slack leaves of a minute. The slots stay where they
 * are, so being early does not add up: one request more than the limit still spans a minute and the other half, which
 * is left for jitter.
 */
const MAX_EARLY_MS = ((SLACK - 1) * MINUTE_MS) / 2;
const MAX_EARLY_SHARE = 0.5;

/** When a reserved slot may be used. */
export interface TimeOfSlot {
  readonly waitMs: number;
  /** So much before, since its minute has room for that. */
  readonly earlyMs: number;
}

/** Milliseconds between two requests of one key. */
export const gapFor = (perMinute: number): number => (SLACK * MINUTE_MS) / perMinute;

/** Waits until a reserved slot may be used: at its time, or by an interactive call a little earlier. */
export class SlotWait {
  readonly #clock: Clock;
  readonly #earlyMs: number;
  /** ms epoch; after a 429 nothing leaves before, however short of time it is. */
  #restsUntil = 0;

  constructor(clock: Clock, gapMs: number) {
    this.#clock = clock;
    this.#earlyMs = Math.min(MAX_EARLY_MS, MAX_EARLY_SHARE * gapMs);
  }

  /** Lets nothing leave early for so long. @returns ms epoch of the end */
  rest(ms: number): number {
    this.#restsUntil = Math.max(this.#restsUntil, this.#clock.now() + ms);
    return this.#restsUntil;
  }

  /** Waits no longer than the slot's own time, though the clock may be set back meanwhile. */
  async until({ waitMs, earlyMs }: TimeOfSlot, lane: Lane): Promise<void> {
    const restMs = Math.min(this.#restsUntil - this.#clock.now(), SLOT_RULE.maxRestMs);
    const ownEarlyMs = lane === 'interactive' ? this.#earlyMs : 0;
    const ms = Math.max(waitMs - (earlyMs || ownEarlyMs), Math.min(restMs, waitMs), 0);
    if (ms > 0) await this.#clock.sleep(ms);
  }
}
