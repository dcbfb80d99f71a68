import { expect, test } from '@jest/globals';
import type { Clock } from '../../src/base/clock.ts';
import { sharedWork } from '../../src/http/shared-work.ts';

function setUp() {
  let now = 1_000_000;
  const ends: ((outcome: string | Error) => void)[] = [];
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const ask = sharedWork(5_000, clock, () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    return promise;
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { ask, ends, pass };
}

test('everybody who asks while a run is under way shares it, however long it takes', async () => {
  const { ask, ends, pass } = setUp();
  const first = ask();
  pass(60_000);
  const second = ask();
  ends[0]?.('one');
  expect([await first, await second, ends.length]).toEqual(['one', 'one', 1]);
});

test('a result serves for its time, counted from the end of its run, then there is a new one', async () => {
  const { ask, ends, pass } = setUp();
  const first = ask();
  pass(60_000);
  ends[0]?.('one');
  await first;
  pass(4_999);
  expect([await ask(), ends.length]).toEqual(['one', 1]);
  pass(1);
  const next = ask();
  ends[1]?.('two');
  expect(await next).toBe('two');
});

test('a clock that is set back does not keep a result', async () => {
  const { ask, ends, pass } = setUp();
  const first = ask();
  ends[0]?.('one');
  await first;
  pass(-3_600_000);
  void ask();
  expect(ends).toHaveLength(2);
});

test('a failed run is shared as well, and is not the last', async () => {
  const { ask, ends, pass } = setUp();
  const first = ask();
  const second = ask();
  ends[0]?.(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await expect(second).rejects.toThrow('gone');
  pass(5_000);
  const next = ask();
  ends[1]?.('back');
  expect(await next).toBe('back');
});
