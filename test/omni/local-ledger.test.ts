import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { giveBack, reserveSlot, type Slot, slowDown } from '../../src/store/key-slots.ts';
import { clean, useDatabase } from '../support/databases.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const db = useDatabase();

const keyId = fc.constantFrom('a', 'b');
/** Now and then the clock is set back. */
const passMs = fc.oneof({ weight: 9, arbitrary: fc.nat(1_500) }, { weight: 1, arbitrary: fc.constant(-600_000) });
const reserve = fc.record({
  passMs,
  keyIds: fc.uniqueArray(keyId, { minLength: 1 }),
  gapMs: fc.constantFrom(1_020, 122.4),
  perMinute: fc.constantFrom(4, 60, 601),
  needs: fc.nat(4),
  maxWaitMs: fc.nat(60_000),
});
const refused = fc.record({ passMs, keyId, backoffMs: fc.nat(9_000), reservedAgoMs: fc.nat(3_000) });
const unused = fc.record({ passMs, unused: fc.integer({ min: 1, max: 3 }) });
const steps = fc.array(
  fc.oneof({ weight: 4, arbitrary: reserve }, { weight: 2, arbitrary: refused }, { weight: 2, arbitrary: unused }),
  { maxLength: 20 },
);

/** The slots that are not used of the last reservation, if any are. */
const restOf = (slot: Slot | undefined, gapMs: number, count: number) =>
  slot && 'more' in slot && slot.more.length > 0
    ? { keyId: slot.keyId, gapMs, times: slot.more.slice(-count) }
    : undefined;

test('the budget of one process keeps the rules of the shared one to the millisecond', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      let now = 1_700_000_000_000;
      const ledger = localLedger({ ...virtualClock(), now: () => now });
      let last: { readonly slot: Slot; readonly gapMs: number } | undefined;
      for (const step of plan) {
        now += step.passMs;
        if ('backoffMs' in step) {
          const refusal = { ...step, reservedAt: now - step.reservedAgoMs };
          await ledger.slowDown(refusal);
          await slowDown(db(), { ...refusal, now });
        } else if ('unused' in step) {
          const rest = restOf(last?.slot, last?.gapMs ?? 0, step.unused);
          if (rest) await Promise.all([ledger.giveBack(rest), giveBack(db(), rest)]);
        } else {
          const slot = await reserveSlot(db(), { ...step, now });
          last = { slot, gapMs: step.gapMs };
          expect(await ledger.reserve(step)).toEqual(slot);
        }
      }
      await clean(db());
    }),
    { numRuns: 60 },
  );
});
