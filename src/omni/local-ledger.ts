import type { Clock } from '../base/clock.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';
import type { SlotLedger } from './pacer.ts';

interface Budget {
  freeAt: number;
  slowFactor: number;
  slowedAt: number;
  /** When the requests of the last minute left. */
  sentAt: readonly number[];
}

const { maxSlowFactor, recovery, maxRestMs, maxQueue, earlyGaps, windowMs, windowUpTo } = SLOT_RULE;

/** The budget of one process alone, for commands that run beside a connector. Keeps the rules of the shared one. */
export function localLedger(clock: Clock): SlotLedger {
  const budgets = new Map<string, Budget>();
  const budgetOf = (keyId: string): Budget => {
    const budget = budgets.get(keyId) ?? { freeAt: 0, slowFactor: 1, slowedAt: Number.NEGATIVE_INFINITY, sentAt: [] };
    budgets.set(keyId, budget);
    return budget;
  };
  return {
    async reserve({ keyIds, gapMs, perMinute, needs, maxWaitMs }) {
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
      const mostEarlyMs = budget.slowFactor === 1 ? Math.min(waitMs, earlyGaps * ownGapMs) : 0;
      const sent = budget.sentAt.filter((at) => at > now - windowMs && at - now <= maxRestMs + maxQueue * ownGapMs);
      const inWindow = sent.filter((at) => at > now + waitMs - mostEarlyMs - windowMs).length;
      const hasRoom = needs > 0 && perMinute <= windowUpTo && perMinute > needs + inWindow;
      const earlyMs = hasRoom ? mostEarlyMs : 0;
      // Also where it is not taken, or it would be as far away when it is asked for again.
      budget.freeAt = freeAt;
      if (waitMs - earlyMs > maxWaitMs) return { fullForMs: waitMs - earlyMs };
      budget.sentAt = perMinute > windowUpTo ? [] : [...sent, now + waitMs - earlyMs];
      budget.freeAt = now + waitMs + ownGapMs;
      budget.slowFactor = Math.max(budget.slowFactor * recovery, 1);
      return { keyId, waitMs, earlyMs, reservedAt: now };
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
