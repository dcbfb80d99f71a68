import { expect, test } from '@jest/globals';
import { isReadBack, mayRemember, readBackShare, type Verify } from '../../src/push/verify.ts';

const ROWS = 400;

test.each<[Verify, number, number[]]>([
  ['none', 0, []],
  ['sample', 20, [0, 20, 40]],
  ['all', ROWS, [0, 1, 2]],
])('verify "%s" reads %i of 400 rows back, beginning with %j, as its share says', (verify, count, first) => {
  const readBack = Array.from({ length: ROWS }, (_, index) => index).filter((index) => isReadBack(verify, index));
  expect(readBack).toHaveLength(count);
  expect(readBack.slice(0, 3)).toEqual(first);
  expect(readBackShare(verify) * ROWS).toBe(count);
});

test.each<[Verify, boolean]>([
  ['none', true],
  ['sample', true],
  ['all', false],
])('verify "%s" goes by what was read earlier: %s', (verify, isSo) => {
  expect(mayRemember(verify)).toBe(isSo);
});
