import { expect, test } from '@jest/globals';
import { virtualClock } from './virtual-clock.ts';

function setUp(start?: number) {
  const clock = virtualClock(start);
  const log: string[] = [];
  const sleeper = async (name: string, ...naps: number[]): Promise<void> => {
    for (const nap of naps) {
      await clock.sleep(nap);
      log.push(`${clock.now()} ${name}`);
    }
  };
  return { clock, log, sleeper };
}

test('time begins where it is told to and stands still', () => {
  expect(virtualClock().now()).toBe(0);
  expect(virtualClock(5_000).now()).toBe(5_000);
});

test('sleepers wake in the order of their times, those of one time in the order of their arrival', async () => {
  const { clock, log, sleeper } = setUp(1_000);
  const all = [sleeper('late', 30), sleeper('early', 10, 20), sleeper('first of two', 20), sleeper('second', 20)];
  await clock.advance(30);
  await Promise.all(all);
  expect(log).toEqual(['1010 early', '1020 first of two', '1020 second', '1030 late', '1030 early']);
  expect(clock.now()).toBe(1_030);
});

test('advancing wakes nobody whose time has not come', async () => {
  const { clock, log, sleeper } = setUp();
  const sleeping = sleeper('a', 10);
  await clock.advance(9);
  expect(log).toEqual([]);
  await clock.advance(1);
  await sleeping;
  expect(log).toEqual(['10 a']);
});

test('running without an end goes on until nobody sleeps, and time stays at the last wake', async () => {
  const { clock, sleeper } = setUp();
  const sleeping = sleeper('a', 10, 500, 90_000);
  await clock.runUntil();
  await sleeping;
  expect(clock.now()).toBe(90_510);
});

test('a sleep ends with the reason of its signal, and is forgotten', async () => {
  const { clock } = setUp();
  const abort = new AbortController();
  const sleeping = clock.sleep(1_000, abort.signal);
  abort.abort(new Error('draining'));
  await expect(sleeping).rejects.toThrow('draining');
  await expect(clock.sleep(1_000, abort.signal)).rejects.toThrow('draining');
  await clock.runUntil();
  expect(clock.now()).toBe(0);
});
