import { type Clock, monotonic } from '../base/clock.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';
import type { Turn } from './slot-ledger.ts';

const { windowUpTo, lateMs } = SLOT_RULE;

/** What is left of one reservation. */
interface Rest extends Turn {
  /** Their own times, by the clock of the budget. */
  readonly times: readonly number[];
  /** How far that clock is ahead of the monotonic one. */
  readonly aheadMs: number;
}

/** Slots that were reserved together and are not used yet: each may be used until its own time. */
export class KeptSlots {
  readonly #clock: Clock;
  readonly #lateMs: number;
  #rests: readonly Rest[] = [];
  #droppedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#lateMs = perMinute > windowUpTo ? lateMs : 0;
  }

  /** @param askedAt when they were asked for, by the monotonic clock: before the budget looked at its own */
  keep({ keyId, reservedAt, more }: Turn & { readonly more: readonly number[] }, askedAt: number): void {
    if (more.length === 0 || askedAt <= this.#droppedAt) return;
    this.#rests = [...this.#rests, { keyId, reservedAt, times: more, aheadMs: reservedAt - askedAt }];
  }

  /** One that may still be used with one of these keys. */
  take(keyIds: readonly string[]): Turn | undefined {
    const now = monotonic(this.#clock);
    const left = this.#rests.map((rest) => ({
      ...rest,
      times: rest.times.filter((at) => at - rest.aheadMs + this.#lateMs >= now),
    }));
    const chosen = left.find(({ keyId, times }) => times.length > 0 && keyIds.includes(keyId));
    this.#rests = left
      .map((rest) => (rest === chosen ? { ...rest, times: rest.times.slice(1) } : rest))
      .filter(({ times }) => times.length > 0);
    return chosen && { keyId: chosen.keyId, reservedAt: chosen.reservedAt };
  }

  /** Keeps nothing of a key that rests, nor what was asked for before. */
  drop(keyId: string): void {
    this.#droppedAt = monotonic(this.#clock);
    this.#rests = this.#rests.filter((rest) => rest.keyId !== keyId);
  }

  /** Keeps nothing any longer. @returns what was left */
  giveUp(): readonly { readonly keyId: string; readonly times: readonly number[] }[] {
    const rests = this.#rests;
    this.#rests = [];
    return rests;
  }
}
