import { describe, expect, test } from '@jest/globals';
import { comparePlaces, isLater, isSamePlace, NO_PLACE } from '../../src/push/place.ts';

const place = (at: number, seq: number) => ({ at, seq });

describe('of two wishes', () => {
  test.each([
    ['the later one by its time', place(20, 1), place(10, 9), true],
    ['not the earlier one, whatever its number', place(10, 9), place(20, 1), false],
    ['at one time the one with the higher number', place(10, 2), place(10, 1), true],
    ['not the one with the lower number', place(10, 1), place(10, 2), false],
    ['neither, where both are one', place(10, 1), place(10, 1), false],
  ])('wins %s', (_what, one, other, wins) => {
    expect(isLater(one, other)).toBe(wins);
  });

  test.each([
    ['the same', place(10, 1), true],
    ['another by its number', place(10, 2), false],
    ['another by its time', place(11, 1), false],
  ])('one is %s', (_what, other, isSo) => {
    expect(isSamePlace(place(10, 1), other)).toBe(isSo);
  });
});

test('wishes are sorted by their time, then by their number', () => {
  const sorted = [place(10, 1), place(10, 2), place(20, 0)];
  expect(sorted.toReversed().sort(comparePlaces)).toEqual(sorted);
});

test('every wish comes behind no wish at all', () => {
  expect(isLater(place(0, 1), NO_PLACE)).toBe(true);
  expect(isLater(NO_PLACE, NO_PLACE)).toBe(false);
});
