import type { Clock } from '../base/clock.ts';
import type { SlotLedger } from './pacer.ts';

/** As in the shared budget: each 429 doubles the spacing, at most to 8 times, and each slot takes 2 % of that back. */
const MAX_SLOW_FACTOR = 8;
const RECOVERY = 0.98;

/** The budget of one process alone, for commands that run beside a connector. Keeps the rules of the shared one. */
export function localLedger(clock: Clock): SlotLedger {
  const budgets = new Map<string, { freeAt: number; slowFactor: number }>();
  const budgetOf = (keyId: string) => {
    const budget = budgets.get(keyId) ?? { freeAt: 0, slowFactor: 1 };
    budgets.set(keyId, budget);
    return budget;
  };
  return {
    async reserve({ keyIds, gapMs, maxWaitMs }) {
      const [keyId] = keyIds.toSorted().sort((one, other) => budgetOf(one).freeAt - budgetOf(other).freeAt);
      if (keyId === undefined) throw new RangeError('A slot needs at least one key to choose from');
      const budget = budgetOf(keyId);
      const startAt = Math.max(budget.freeAt, clock.now());
      const waitMs = startAt - clock.now();
      if (waitMs > maxWaitMs) return { fullForMs: waitMs };
      budget.freeAt = startAt + gapMs * budget.slowFactor;
      budget.slowFactor = Math.max(budget.slowFactor * RECOVERY, 1);
      return { keyId, waitMs };
    },
    async slowDown(keyId, backoffMs) {
      const budget = budgetOf(keyId);
      budget.freeAt = Math.max(budget.freeAt, clock.now() + backoffMs);
      budget.slowFactor = Math.min(budget.slowFactor * 2, MAX_SLOW_FACTOR);
    },
  };
}
