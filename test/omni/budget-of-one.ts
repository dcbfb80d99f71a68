import { localLedger } from '../../src/omni/local-ledger.ts';
import { LeapingClock } from './leaping-clock.ts';

export const GAP = 1_020;

/** The budget of one process. */
export function budgetOfOne() {
  const clock = new LeapingClock();
  // Slots are reserved at any time of the clock, also long after its beginning.
  clock.pass(10_000_000);
  const ledger = localLedger(clock);
  const start = clock.now();
  const reserve = ({ keyIds = ['k'], perMinute = 60, needs = 0, maxWaitMs = 1e6 } = {}) =>
    ledger.reserve({ keyIds, gapMs: (1.02 * 60_000) / perMinute, perMinute, needs, maxWaitMs });
  /** Takes so many slots. @returns in how many milliseconds each may be used, at its own time */
  const waits = async (count: number, asked: Parameters<typeof reserve>[0] = {}) => {
    const slots: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const slot = await reserve(asked);
      slots.push('waitMs' in slot ? slot.waitMs : Number.NaN);
    }
    return slots;
  };
  const refuse = ({ reservedAt = clock.now(), backoffMs = 0, keyId = 'k' } = {}) =>
    ledger.slowDown({ keyId, reservedAt, backoffMs });
  return { clock, start, reserve, waits, refuse, giveBack: ledger.giveBack };
}
