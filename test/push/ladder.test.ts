import { expect, test } from '@jest/globals';
import { ladderRows, probeDelayMs, rowDelayMs } from '../../src/push/ladder.ts';

test('a row is tried again after 5 s, 30 s, 2 min and 10 min, then no more', () => {
  expect([1, 2, 3, 4, 5, 6].map(rowDelayMs)).toEqual([5_000, 30_000, 120_000, 600_000, undefined, undefined]);
});

test('a paused push is probed after 10 s, 30 s, 1, 2, 5 and 10 min, then each half hour', () => {
  const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 500].map((probes) => probeDelayMs(probes) / 60_000);
  expect(minutes).toEqual([1 / 6, 0.5, 1, 2, 5, 10, 30, 30, 30]);
});

test('the documentation prints both ladders', () => {
  expect(ladderRows()).toEqual([
    ['1', '5 s', '10 s'],
    ['2', '30 s', '30 s'],
    ['3', '2 min', '1 min'],
    ['4', '10 min', '2 min'],
    ['5', 'none: the row is failed', '5 min'],
    ['6', '', '10 min'],
    ['7', '', '30 min, repeated'],
  ]);
});
