import type { Clock } from '../base/clock.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';
import type { SlotLedger } from './slot-ledger.ts';

interface Budget {
  freeAt: number;
  slowFactor: number;
  slowedAt: number;
  /** When the requests of the last minute left. */
  sentAt: readonly number[];
}

const { maxSlowFactor, recovery, maxRestMs, maxQueue, earlyGaps, windowMs, windowUpTo, together } = SLOT_RULE;

type Asked = Parameters<SlotLedger['reserve']>[0];

/** How far ahead a slot can be for those who are before it. */
const longestMs = (gapMs: number): number => maxRestMs + maxQueue * gapMs;

/** The slot of one key that would be taken at `now`, without taking it. */
function offerOf(keyId: string, budget: Budget, { gapMs }: Asked, now: number) {
  const ownGapMs = gapMs * budget.slowFactor;
  const freeAt = budget.freeAt - now > longestMs(ownGapMs) ? now + ownGapMs : budget.freeAt;
  return { keyId, budget, ownGapMs, freeAt, waitMs: Math.max(freeAt - now, 0) };
}

/** What the last minute of a key says of its slot: how much earlier it may be used, and what may be taken with it. */
function roomFor({ budget, ownGapMs, waitMs }: ReturnType<typeof offerOf>, { perMinute, needs }: Asked, now: number) {
  const isSteady = budget.slowFactor === 1;
  const isCounted = perMinute <= windowUpTo;
  const mostEarlyMs = isSteady ? Math.min(waitMs, earlyGaps * ownGapMs) : 0;
  const sent = budget.sentAt.filter((at) => at > now - windowMs && at - now <= longestMs(ownGapMs));
  const ofMinute = needs + sent.filter((at) => at > now + waitMs - mostEarlyMs - windowMs).length;
  const isIdle = isSteady && waitMs === 0 && (!isCounted || perMinute > 2 * ofMinute);
  const further = isIdle ? Math.max(0, Math.min(needs, together) - 1) : 0;
  return {
    sent,
    earlyMs: needs > 0 && isCounted && perMinute > ofMinute ? mostEarlyMs : 0,
    more: Array.from({ length: further }, (_, index) => now + (index + 1) * ownGapMs),
  };
}

/** The budget of one process alone, for commands that run beside a connector. Keeps the rules of the shared one. */
export function localLedger(clock: Clock): SlotLedger {
  const budgets = new Map<string, Budget>();
  const budgetOf = (keyId: string): Budget => {
    const budget = budgets.get(keyId) ?? { freeAt: 0, slowFactor: 1, slowedAt: Number.NEGATIVE_INFINITY, sentAt: [] };
    budgets.set(keyId, budget);
    return budget;
  };
  return {
    async reserve(asked) {
      const now = clock.now();
      const offers = asked.keyIds.toSorted().map((keyId) => offerOf(keyId, budgetOf(keyId), asked, now));
      const [offer] = offers.sort((one, other) => one.freeAt - other.freeAt);
      if (!offer) throw new RangeError('A slot needs at least one key to choose from');
      const { keyId, budget, ownGapMs, freeAt, waitMs } = offer;
      const { sent, earlyMs, more } = roomFor(offer, asked, now);
      // Also where it is not taken, or it would be as far away when it is asked for again.
      budget.freeAt = freeAt;
      if (waitMs - earlyMs > asked.maxWaitMs) return { fullForMs: waitMs - earlyMs };
      budget.sentAt = asked.perMinute > windowUpTo ? [] : [...sent, now + waitMs - earlyMs, ...more];
      budget.freeAt = (more.at(-1) ?? now + waitMs) + ownGapMs;
      budget.slowFactor = Math.max(budget.slowFactor * recovery, 1);
      return { keyId, waitMs, earlyMs, reservedAt: now, more };
    },
    async slowDown({ keyId, reservedAt, backoffMs }) {
      const budget = budgetOf(keyId);
      const now = clock.now();
      budget.freeAt = Math.max(budget.freeAt, now + backoffMs);
      if (reservedAt <= budget.slowedAt && budget.slowedAt <= now) return;
      budget.slowFactor = Math.min(budget.slowFactor * 2, maxSlowFactor);
      budget.slowedAt = now;
    },
    async giveBack({ keyId, gapMs, times }) {
      const budget = budgetOf(keyId);
      const [first = 0] = times;
      if (budget.slowFactor === 1 && budget.freeAt === (times.at(-1) ?? 0) + gapMs) budget.freeAt = first;
      for (const time of times) {
        const at = budget.sentAt.indexOf(time);
        if (at >= 0) budget.sentAt = budget.sentAt.toSpliced(at, 1);
      }
    },
  };
}
