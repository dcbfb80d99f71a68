import { describe, expect, test } from '@jest/globals';
import { PacedReplicas } from './pacing-set-up.ts';

const card = { lane: 'interactive', deadline: 25_000, requests: 4 } as const;

describe('interactive calls of four requests that arrive at once on one key', () => {
  test.each([10, 30])('%d of them: those that fit are done in time, the others are refused at once', async (count) => {
    const replicas = new PacedReplicas();
    const outcomes: string[] = [];
    for (let index = 0; index < count; index += 1) {
      void replicas.call(`card${index}`, card).then((outcome) => {
        outcomes.push(`${outcome} at ${replicas.clock.now()}`);
      });
    }
    await replicas.clock.runUntil();
    const refused = Array.from({ length: count - 5 }, () => 'refused at 0');
    // Nine requests leave before their slots, the others a gap apart.
    expect(outcomes).toEqual([
      ...refused,
      'done at 2340',
      'done at 4380',
      'done at 6420',
      'done at 8460',
      'done at 11520',
    ]);
    expect(replicas.sent).toHaveLength(20);
  });

  test('a refused one is told how long the queue is', async () => {
    const replicas = new PacedReplicas();
    for (let index = 0; index < 6; index += 1) void replicas.call(`card${index}`, card);
    await replicas.clock.runUntil(0);
    expect(replicas.log).toContain('0 REFUSED card5 for 24 s after 0');
  });

  test('three keys take nearly three times as many', async () => {
    const replicas = new PacedReplicas({ keys: 3 });
    const calls = Array.from({ length: 30 }, (_, index) => replicas.call(`card${index}`, card));
    await replicas.clock.runUntil();
    expect((await Promise.all(calls)).filter((outcome) => outcome === 'done')).toHaveLength(14);
    expect(replicas.clock.now()).toBeLessThan(25_000);
  });
});

describe('admission', () => {
  test('does not count what the bulk lane still has to send', async () => {
    const replicas = new PacedReplicas();
    for (let row = 0; row < 1_000; row += 1) void replicas.call(`row${row}`);
    await replicas.clock.runUntil(10_000);
    const outcome = replicas.call('card', { ...card, deadline: 35_000 });
    await replicas.clock.runUntil(16_000);
    await expect(outcome).resolves.toBe('done');
  });

  test('counts a call between two of its requests', async () => {
    const replicas = new PacedReplicas();
    void replicas.call('long', { ...card, deadline: 60_000, requests: 24 });
    await replicas.clock.runUntil(200);
    await expect(replicas.call('card', card)).resolves.toBe('refused');
  });

  test('does not count a call that has not asked for anything yet, nor one that is over', async () => {
    const replicas = new PacedReplicas();
    replicas.pacer.open('interactive', 25_000, 30);
    const over = replicas.pacer.open('interactive', 25_000, 30);
    await replicas.pacer.turn(over);
    replicas.pacer.close(over);
    const outcome = replicas.call('card', card);
    await replicas.clock.runUntil();
    await expect(outcome).resolves.toBe('done');
  });

  test('lets a single call try, however many requests it makes', async () => {
    const replicas = new PacedReplicas();
    const outcome = replicas.call('long', { ...card, requests: 40 });
    await replicas.clock.runUntil();
    await expect(outcome).resolves.toBe('refused');
    expect(replicas.log.at(-1)).toBe('23760 REFUSED long for 2 s after 32');
  });
});

describe('the wait that admission expects', () => {
  const patient = { lane: 'interactive', deadline: 300_000 } as const;

  /** Whether two calls are let in that arrive now and need so many requests. */
  async function letsIn(replicas: PacedReplicas, first: number, second: number): Promise<boolean> {
    void replicas.call('first', { ...patient, requests: first });
    void replicas.call('second', { ...patient, requests: second });
    await replicas.clock.advance(0);
    return !replicas.log.some((line) => line.includes('REFUSED second'));
  }

  test.each([
    { second: 10, isIn: true },
    { second: 11, isIn: false },
  ])('is up to twenty seconds: $second requests behind 11 others, a second apart', async ({ second, isIn }) => {
    // Slots are exactly one second apart.
    expect(await letsIn(new PacedReplicas({ perMinute: 61.2 }), 11, second)).toBe(isIn);
  });

  test.each([
    { second: 4, isIn: true },
    { second: 8, isIn: false },
  ])('begins when a 429 lets the key go on: $second requests behind 4 others, ten seconds from now', async (one) => {
    const replicas = new PacedReplicas();
    await replicas.slowDown(10_000);
    expect(await letsIn(replicas, 4, one.second)).toBe(one.isIn);
  });

  test.each([
    { keys: 1, second: 9, isIn: true },
    { keys: 1, second: 10, isIn: false },
    { keys: 3, second: 48, isIn: true },
    { keys: 3, second: 49, isIn: false },
  ])('begins after the slot that was used last: $second requests behind 10 others, with $keys keys', async (one) => {
    const replicas = new PacedReplicas({ keys: one.keys });
    void replicas.call('row');
    await replicas.clock.advance(0);
    expect(await letsIn(replicas, 10, one.second)).toBe(one.isIn);
  });

  test.each([
    { second: 9, isIn: true },
    { second: 10, isIn: false },
  ])('begins then also where that left early: $second requests behind 10 others', async ({ second, isIn }) => {
    const replicas = new PacedReplicas({ answerMs: 100 });
    void replicas.call('card', { ...patient, requests: 4 });
    await replicas.clock.advance(400);
    void replicas.call('early', { ...patient, requests: 1 });
    await replicas.clock.advance(0);
    expect(replicas.log.at(-1)).toBe('400 START early k1');
    await replicas.clock.advance(100);
    expect(await letsIn(replicas, 10, second)).toBe(isIn);
  });

  test('counts nothing of a call that was refused', async () => {
    const replicas = new PacedReplicas();
    expect(await letsIn(replicas, 10, 11)).toBe(false);
    const third = replicas.call('third', { ...patient, requests: 9 });
    await replicas.clock.runUntil();
    expect(await third).toBe('done');
  });
});

describe('a call whose time runs out', () => {
  test('gives up while there is still time to answer, and leaves its slot to the next in line', async () => {
    const replicas = new PacedReplicas();
    await replicas.slowDown(4_000);
    void replicas.call('patient', card);
    const outcome = replicas.call('card', { ...card, deadline: 5_000 });
    await replicas.clock.runUntil(3_500);
    await expect(outcome).resolves.toBe('refused');
    await replicas.clock.runUntil(4_000);
    expect(replicas.log).toEqual(['3500 REFUSED card for 2 s after 0', '4000 START patient k1']);
  });

  test('is out of the line, and holds up nobody behind it', async () => {
    const replicas = new PacedReplicas();
    await replicas.slowDown(4_000);
    void replicas.call('patient', { ...card, requests: 1 });
    void replicas.call('card', { ...card, deadline: 5_000, requests: 1 });
    void replicas.call('behind', { ...card, requests: 1 });
    await replicas.clock.runUntil();
    expect(replicas.order).toEqual(['patient', 'behind']);
    // The key is at half its pace.
    expect(replicas.sent.at(-1)?.at).toBeLessThanOrEqual(4_000 + 2 * 1_020);
  });

  test('can wait for less than what is left of its time, and keeps a second and a half for its request', () => {
    const { pacer } = new PacedReplicas();
    const ticket = pacer.open('interactive', 5_000, 1);
    expect([pacer.canWait(ticket, 3_499), pacer.canWait(ticket, 3_500)]).toEqual([true, false]);
  });

  test('is refused at once when no key is free in time, and takes no slot', async () => {
    const replicas = new PacedReplicas();
    await replicas.slowDown(20_000);
    await expect(replicas.call('card', { ...card, deadline: 15_000 })).resolves.toBe('refused');
    expect(replicas.log).toEqual(['0 REFUSED card for 20 s after 0']);
    void replicas.call('row');
    await replicas.clock.runUntil();
    expect(replicas.sent.map(({ at }) => at)).toEqual([20_000]);
  });

  test('does not even ask when nothing can be sent any more', async () => {
    const replicas = new PacedReplicas();
    await expect(replicas.call('card', { ...card, deadline: 1_500 })).resolves.toBe('refused');
    await replicas.clock.runUntil(10_000);
    expect(replicas.sent).toEqual([]);
  });
});
