import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { giveBack, reserveSlot, type Slot, slowDown } from '../../src/store/key-slots.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { clean, createServerDatabase, databases, useDatabase } from '../support/databases.ts';

const GAP = 1_020;
const ask = { gapMs: GAP, perMinute: 60, needs: 0, maxWaitMs: 10_000 };

/** What the table must amount to: per key the next free time, the factor, when it was slowed down, what it sent. */
class Model {
  readonly keys = new Map<string, { free: number; slow: number; slowedAt: number; sent: number[] }>();

  key(id: string) {
    const key = this.keys.get(id) ?? { free: 0, slow: 1, slowedAt: Number.NEGATIVE_INFINITY, sent: [] };
    this.keys.set(id, key);
    return key;
  }

  reserve(keyIds: readonly string[], needs: number, maxWaitMs: number, now: number): Slot {
    const free = (id: string) => {
      const key = this.key(id);
      return key.free - now > 30_000 + 32 * GAP * key.slow ? now + GAP * key.slow : key.free;
    };
    const [keyId = ''] = [...keyIds].sort((a, b) => free(a) - free(b) || (a < b ? -1 : 1));
    const key = this.key(keyId);
    key.free = free(keyId);
    const waitMs = Math.max(key.free - now, 0);
    key.sent = key.sent.filter((at) => at - now <= 30_000 + 32 * GAP * key.slow);
    const early = key.slow === 1 ? Math.min(waitMs, 8 * GAP) : 0;
    const inWindow = key.sent.filter((at) => at > now + waitMs - early - 60_600).length;
    const earlyMs = needs > 0 && inWindow + needs <= 59 ? early : 0;
    if (waitMs - earlyMs > maxWaitMs) return { fullForMs: waitMs - earlyMs };
    const isIdle = waitMs === 0 && key.slow === 1 && 2 * (inWindow + needs) < 60;
    const more = isIdle ? [1, 2, 3].slice(0, Math.max(0, needs - 1)).map((after) => now + after * GAP) : [];
    key.sent.push(now + waitMs - earlyMs, ...more);
    key.free = (more.at(-1) ?? now + waitMs) + GAP * key.slow;
    key.slow = Math.max(key.slow * 0.98, 1);
    return { keyId, waitMs, earlyMs, reservedAt: now, more };
  }

  giveBack(keyId: string, times: readonly number[]): void {
    const key = this.key(keyId);
    if (key.slow === 1 && key.free === (times.at(-1) ?? 0) + GAP) key.free = times[0] ?? 0;
    for (const time of times) {
      const at = key.sent.indexOf(time);
      if (at >= 0) key.sent.splice(at, 1);
    }
  }

  slowDown(keyId: string, reservedAt: number, backoffMs: number, now: number): void {
    const key = this.key(keyId);
    key.free = Math.max(key.free, now + backoffMs);
    if (reservedAt <= key.slowedAt && key.slowedAt <= now) return;
    key.slow = Math.min(key.slow * 2, 8);
    key.slowedAt = now;
  }
}

const keyId = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      keyIds: fc.uniqueArray(keyId, { minLength: 1 }),
      needs: fc.nat(58),
      maxWaitMs: fc.nat(9_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ passMs: fc.nat(4_000) }) },
  { weight: 1, arbitrary: fc.record({ keyId, backoffMs: fc.nat(9_000), reservedAgoMs: fc.nat(3_000) }) },
  { weight: 1, arbitrary: fc.record({ passMs: fc.constant(-600_000) }) },
  { weight: 2, arbitrary: fc.record({ unused: fc.integer({ min: 1, max: 3 }) }) },
);

type Step = Exclude<typeof step extends fc.Arbitrary<infer One> ? One : never, { readonly passMs: number }>;

describe.each(databases)('the request budget on %s', (_, open) => {
  const db = useDatabase(open);

  test('slots of one key are one gap apart, and an idle key is free at once', async () => {
    const waits = [];
    for (const now of [50_000, 50_000, 50_100, 90_000]) {
      waits.push(await reserveSlot(db(), { ...ask, keyIds: ['k'], now }));
    }
    expect(waits).toMatchObject([0, 1_020, 1_940, 0].map((waitMs) => ({ keyId: 'k', waitMs })));
  });

  test('the key that is free first is taken', async () => {
    const keys = [];
    for (let i = 0; i < 4; i += 1) keys.push(await reserveSlot(db(), { ...ask, keyIds: ['k2', 'k1'], now: 0 }));
    expect(keys).toMatchObject([
      { keyId: 'k1', waitMs: 0 },
      { keyId: 'k2', waitMs: 0 },
      { keyId: 'k1', waitMs: 1_020 },
      { keyId: 'k2', waitMs: 1_020 },
    ]);
  });

  test('a slot that is too far away is not taken and costs nothing', async () => {
    await reserveSlot(db(), { ...ask, keyIds: ['k'], now: 0 });
    for (let i = 0; i < 3; i += 1) {
      expect(await reserveSlot(db(), { ...ask, keyIds: ['k'], maxWaitMs: 1_019, now: 0 })).toEqual({
        fullForMs: 1_020,
      });
    }
    expect(await reserveSlot(db(), { ...ask, keyIds: ['k'], now: 0 })).toEqual({
      keyId: 'k',
      waitMs: 1_020,
      earlyMs: 0,
      reservedAt: 0,
      more: [],
    });
  });

  test('what somebody waits for leaves up to eight gaps before its slot, which stays used', async () => {
    const urgent = { ...ask, keyIds: ['k'], needs: 1, now: 100_000 };
    const leaves = [];
    for (let i = 0; i < 10; i += 1) {
      const slot = await reserveSlot(db(), urgent);
      leaves.push('waitMs' in slot && slot.waitMs - slot.earlyMs);
    }
    expect(leaves).toEqual([...Array(9).fill(0), 1_020]);
    expect(await reserveSlot(db(), { ...urgent, needs: 0, maxWaitMs: 1e6 })).toMatchObject({ waitMs: 10 * GAP });
  });

  test.each([
    { needs: 9, earlyMs: 8 * GAP },
    { needs: 10, earlyMs: 0 },
  ])(
    'and only where the last minute has room for all that the call has to send: 50 were sent, $needs follow',
    async ({ needs, earlyMs }) => {
      const now = 200_000;
      for (let i = 0; i < 50; i += 1) await reserveSlot(db(), { ...ask, maxWaitMs: 1e6, keyIds: ['k'], now });
      const slot = await reserveSlot(db(), { ...ask, keyIds: ['k'], needs, now: now + 42 * GAP });
      expect(slot).toMatchObject({ waitMs: 8 * GAP, earlyMs });
    },
  );

  test('nothing leaves early while a key is slow after a 429, and nothing is taken for later', async () => {
    await slowDown(db(), { keyId: 'k', reservedAt: 0, backoffMs: 2_000, now: 0 });
    const slot = await reserveSlot(db(), { ...ask, keyIds: ['k'], needs: 3, now: 0 });
    expect(slot).toMatchObject({ waitMs: 2_000, earlyMs: 0, more: [] });
  });

  test('an unexpected 429 rests the key, doubles its spacing and lets it recover slowly', async () => {
    await slowDown(db(), { keyId: 'k', reservedAt: 0, backoffMs: 5_000, now: 0 });
    const waits = [];
    for (let i = 0; i < 3; i += 1) {
      const slot = await reserveSlot(db(), { ...ask, keyIds: ['k'], now: 0 });
      waits.push('waitMs' in slot && slot.waitMs);
    }
    expect(waits).toEqual([5_000, 7_040, 7_040 + 2_040 * 0.98]);
  });

  test('429s of one moment slow a key down once, whichever replica met them; the next ones do so again', async () => {
    const refuse = (reservedAt: number, now: number) =>
      slowDown(db(), { keyId: 'k', reservedAt, backoffMs: 1_000, now });
    const spacing = async (now: number) => {
      const slots = [];
      for (let i = 0; i < 2; i += 1)
        slots.push(await reserveSlot(db(), { ...ask, maxWaitMs: 1e6, keyIds: ['k'], now }));
      const [one, two] = slots.map((slot) => ('waitMs' in slot ? slot.waitMs : Number.NaN));
      return ((two ?? 0) - (one ?? 0)) / GAP;
    };
    // Twelve requests were on their way together.
    for (let i = 0; i < 12; i += 1) await refuse(10_000 + i, 10_100 + i);
    expect(await spacing(20_000)).toBe(2);
    // Reserved since, at the slower pace, and refused all the same.
    for (let i = 0; i < 12; i += 1) await refuse(20_000, 20_100 + i);
    expect(await spacing(30_000)).toBeCloseTo(4 * 0.98 ** 2, 10);
  });

  test('the key rests until the last of the 429s of one moment allows it', async () => {
    for (const [i, backoffMs] of [3_000, 1_000, 5_000].entries()) {
      await slowDown(db(), { keyId: 'k', reservedAt: 0, backoffMs, now: i });
    }
    expect(await reserveSlot(db(), { ...ask, keyIds: ['k'], now: 2 })).toMatchObject({ waitMs: 5_000 });
  });

  test.each([
    ['an hour', 3_600_000, GAP],
    ['a little more than can have been reserved', 30_000 + 32 * GAP + 1, GAP],
    ['all that can have been reserved', 30_000 + 32 * GAP, 30_000 + 32 * GAP],
  ])(
    'after a clock that ran ahead by %s (%i ms) and came back the next slot is %i ms away',
    async (_label, aheadMs, waitMs) => {
      const now = 10_000_000;
      await reserveSlot(db(), { ...ask, keyIds: ['k'], now: now + aheadMs - GAP });
      expect(await reserveSlot(db(), { ...ask, maxWaitMs: 1e6, keyIds: ['k'], now })).toMatchObject({ waitMs });
    },
  );

  test('a slow-down by a clock that ran ahead does not hide the next one', async () => {
    const now = 10_000_000;
    await slowDown(db(), { keyId: 'k', reservedAt: now + 3_600_000, backoffMs: 0, now: now + 3_600_000 });
    await slowDown(db(), { keyId: 'k', reservedAt: now, backoffMs: 0, now });
    await reserveSlot(db(), { ...ask, keyIds: ['k'], now });
    const second = await reserveSlot(db(), { ...ask, maxWaitMs: 1e6, keyIds: ['k'], now });
    expect(second).toMatchObject({ waitMs: 2 * 4 * GAP });
  });

  test('without a given time the clock of the database counts', async () => {
    const first = await reserveSlot(db(), { ...ask, keyIds: ['k'] });
    const second = await reserveSlot(db(), { ...ask, keyIds: ['k'] });
    expect(first).toMatchObject({ keyId: 'k', waitMs: 0 });
    expect('waitMs' in second && second.waitMs).toBeGreaterThan(0);
    expect('waitMs' in second && second.waitMs).toBeLessThanOrEqual(GAP);
  });

  /** One step with the table and the model. @returns the slot that it has reserved */
  async function play(one: Step, model: Model, last: Slot | undefined, now: number): Promise<Slot | undefined> {
    if ('backoffMs' in one) {
      const refused = { ...one, reservedAt: now - one.reservedAgoMs };
      await slowDown(db(), { ...refused, now });
      model.slowDown(one.keyId, refused.reservedAt, one.backoffMs, now);
    } else if ('keyIds' in one) {
      const slot = await reserveSlot(db(), { ...ask, ...one, now });
      expect(slot).toEqual(model.reserve(one.keyIds, one.needs, one.maxWaitMs, now));
      return slot;
    } else if (last && 'more' in last && last.more.length > 0) {
      const times = last.more.slice(-one.unused);
      await giveBack(db(), { keyId: last.keyId, gapMs: GAP, times });
      model.giveBack(last.keyId, times);
    }
    return last;
  }

  test('every sequence of calls does what the model does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        await clean(db());
        const model = new Model();
        // Later than all steps together can set the clock back.
        let now = 100_000_000;
        let last: Slot | undefined;
        for (const one of steps) {
          if ('passMs' in one) now += one.passMs;
          else last = await play(one, model, last, now);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('replicas that reserve at once on new keys share the budget evenly and never come closer than the gap', async () => {
  const databaseUrl = await createServerDatabase();
  const replicas = await Promise.all([1, 2, 3].map(() => openDatabase({ databaseUrl, dataDir: 'unused' })));
  const keyIds = ['k1', 'k2', 'k3'];
  const slots = await Promise.all(
    Array.from({ length: 60 }, (_, i) => replicas[i % 3]).map(
      (replica) => replica && reserveSlot(replica, { ...ask, keyIds, maxWaitMs: 1e6, now: 0 }),
    ),
  );
  for (const keyId of keyIds) {
    const waits = slots.flatMap((slot) => (slot && 'keyId' in slot && slot.keyId === keyId ? [slot.waitMs] : []));
    expect(waits.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i * GAP));
  }
  await Promise.all(replicas.map((replica) => replica.close()));
});
