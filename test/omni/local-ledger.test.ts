import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { reserveSlot, slowDown } from '../../src/store/key-slots.ts';
import { clean, useDatabase } from '../support/databases.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const db = useDatabase();

const keyId = fc.constantFrom('a', 'b', 'c');
const passMs = fc.nat(4_000);
const reserve = fc.record({
  passMs,
  keyIds: fc.uniqueArray(keyId, { minLength: 1 }),
  gapMs: fc.constantFrom(1_020, 122.4),
  maxWaitMs: fc.nat(9_000),
});
const refused = fc.record({ passMs, keyId, backoffMs: fc.nat(9_000) });
const steps = fc.array(fc.oneof({ weight: 4, arbitrary: reserve }, { weight: 1, arbitrary: refused }), {
  maxLength: 12,
});

test('the budget of one process keeps the rules of the shared one to the millisecond', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const clock = virtualClock(1_700_000_000_000);
      const ledger = localLedger(clock);
      for (const step of plan) {
        await clock.advance(step.passMs);
        const now = clock.now();
        if ('backoffMs' in step) {
          await ledger.slowDown(step.keyId, step.backoffMs);
          await slowDown(db(), { ...step, now });
        } else {
          expect(await ledger.reserve(step)).toEqual(await reserveSlot(db(), { ...step, now }));
        }
      }
      await clean(db());
    }),
    { numRuns: 60 },
  );
});

test('a slot needs a key', async () => {
  const nobody = { keyIds: [], gapMs: 1_020, maxWaitMs: 0 };
  await expect(localLedger(virtualClock()).reserve(nobody)).rejects.toThrow('at least one key');
});
