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
