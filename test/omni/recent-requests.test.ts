import { expect, test } from '@jest/globals';
import { RecentRequests } from '../../src/omni/recent-requests.ts';

test('requests are counted by key, for a minute and by minute for an hour', () => {
  let now = 1_900_000_000_000 - (1_900_000_000_000 % 60_000);
  const recent = new RecentRequests({ now: () => now, sleep: async () => undefined });
  const last = (key: number) => recent.of(key).minutes.slice(-3);
  for (let index = 0; index < 5; index += 1) recent.note(1);
  recent.note(2);
  expect([recent.of(1).used, recent.of(2).used, recent.of(3).used]).toEqual([5, 1, 0]);
  now += 90_000;
  recent.note(1);
  expect(recent.of(1).used).toBe(1);
  expect(last(1)).toEqual([0, 5, 1]);
  now += 3_600_000;
  expect(recent.of(1).minutes).toEqual(new Array(60).fill(0));
  expect(recent.of(3).minutes).toEqual(new Array(60).fill(0));
  // An hour after the last one, and a minute after the one that follows.
  recent.note(1);
  expect([last(1), recent.of(1).used]).toEqual([[0, 0, 1], 1]);
  now += 60_000;
  recent.note(1);
  expect([last(1), recent.of(1).used]).toEqual([[0, 1, 1], 1]);
});
