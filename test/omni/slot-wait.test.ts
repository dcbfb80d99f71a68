import { describe, expect, test } from '@jest/globals';
import { gapFor, SlotWait } from '../../src/omni/slot-wait.ts';
import type { Lane } from '../../src/omni/ticket.ts';
import { LeapingClock } from './leaping-clock.ts';

const GAP = 1_020;

function setUp(gapMs = GAP) {
  const clock = new LeapingClock();
  clock.pass(1_000_000);
  const wait = new SlotWait(clock, gapMs);
  /** @returns for how long a slot was waited for, if at all */
  const until = async (lane: Lane, waitMs: number, earlyMs = 0): Promise<readonly number[]> => {
    await wait.until({ waitMs, earlyMs }, lane);
    return clock.slept.splice(0);
  };
  return { clock, wait, until };
}

test('the requests of a key are a little further apart than its limit asks', () => {
  expect([gapFor(60), gapFor(500), gapFor(Number.POSITIVE_INFINITY)]).toEqual([GAP, 122.4, 0]);
});

describe('a slot whose minute has no room', () => {
  test('is used at its time, by an interactive call half a gap before', async () => {
    const { until } = setUp();
    expect(await until('bulk', 5_000)).toEqual([5_000]);
    expect(await until('event', 5_000)).toEqual([5_000]);
    expect(await until('interactive', 5_000)).toEqual([4_490]);
  });

  test('is used half of what the slack leaves of a minute before at most', async () => {
    expect(await setUp(gapFor(4)).until('interactive', 5_000)).toEqual([expect.closeTo(4_400, 6)]);
  });

  test('is used at once where it is about to come', async () => {
    const { until } = setUp();
    expect(await until('interactive', 510)).toEqual([]);
    expect(await until('bulk', 0)).toEqual([]);
  });
});

test('a slot whose minute has room is used so much before', async () => {
  const { until } = setUp();
  expect(await until('event', 5_000, 4_000)).toEqual([1_000]);
  expect(await until('interactive', 5_000, 4_000)).toEqual([1_000]);
  expect(await until('interactive', 5_000, 100)).toEqual([4_900]);
  expect(await until('interactive', 5_000, 5_000)).toEqual([]);
});

describe('after a 429', () => {
  test('nothing leaves early before the rest is over', async () => {
    const { clock, wait, until } = setUp();
    expect(wait.rest(2_000)).toBe(clock.now() + 2_000);
    expect(await until('interactive', 5_000, 5_000)).toEqual([2_000]);
    expect(await until('interactive', 5_000, 5_000)).toEqual([]);
  });

  test('the slot itself is waited for and no longer', async () => {
    const { wait, until } = setUp();
    wait.rest(9_000);
    expect(await until('interactive', 5_000, 5_000)).toEqual([5_000]);
  });

  test('a shorter rest does not end the longer one', async () => {
    const { clock, wait, until } = setUp();
    const end = wait.rest(3_000);
    clock.pass(500);
    expect(wait.rest(1_000)).toBe(end);
    expect(await until('interactive', 5_000, 5_000)).toEqual([2_500]);
  });

  test('a clock that was set back makes nobody wait for more than the longest rest', async () => {
    const { clock, wait, until } = setUp();
    wait.rest(2_000);
    clock.pass(-3_600_000);
    expect(await until('interactive', 60_000, 60_000)).toEqual([30_000]);
  });
});
