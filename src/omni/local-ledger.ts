import type { Clock } from '../base/clock.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';
import type { SlotLedger } from './pacer.ts';

interface Budget {
  freeAt: number;
  slowFactor: number;
  slowedAt: number;
}

const { maxSlowFactor, recovery, maxRestMs, maxQueue } = SLOT_RULE;

/** The budget of one process alone, for commands that run beside a connector. Keeps the rules of the shared one. */
export function localLedger(clock: Clock): SlotLedger {
  const budgets = new Map<string, Budget>();
  const budgetOf = (keyId: string): Budget => {
    const budget = budgets.get(keyId) ?? { freeAt: 0, slowFactor: 1, slowedAt: Number.NEGATIVE_INFINITY };
    budgets.set(keyId, budget);
    return budget;
  };
  return {
    async reserve({ keyIds, gapMs, maxWaitMs }) {
      const now = clock.now();
      const offerOf = (keyId: string) => {
        const budget = budgetOf(keyId);
        const ownGapMs = gapMs * budget.slowFactor;
        const isJump = budget.freeAt - now > maxRestMs + maxQueue * ownGapMs;
        return { keyId, budget, ownGapMs, freeAt: isJump ? now + ownGapMs : budget.freeAt };
      };
      const offers = keyIds.toSorted().map(offerOf);
      const [offer] = offers.sort((one, other) => one.freeAt - other.freeAt);
      if (!offer) throw new RangeError('A slot needs at least one key to choose from');
      const { keyId, budget, ownGapMs, freeAt } = offer;
      const waitMs = Math.max(freeAt - now, 0);
      if (waitMs > maxWaitMs) return { fullForMs: waitMs };
      budget.freeAt = now + waitMs + ownGapMs;
      budget.slowFactor = Math.max(budget.slowFactor * recovery, 1);
      return { keyId, waitMs, reservedAt: now };
    },
    async slowDown({ keyId, reservedAt, backoffMs }) {
      const budget = budgetOf(keyId);
      const now = clock.now();
      budget.freeAt = Math.max(budget.freeAt, now + backoffMs);
      if (reservedAt <= budget.slowedAt && budget.slowedAt <= now) return;
      budget.slowFactor = Math.min(budget.slowFactor * 2, maxSlowFactor);
      budget.slowedAt = now;
    },
  };
}
