import { expect, test } from '@jest/globals';
import { isAsReviewed } from '../../src/push/reviewed.ts';

const change = (reference: string, before: string[]) => ({ reference, before, after: ['x'] });
const REVIEWED = [change('region', ['emea']), change('areas', ['a', 'b'])];

test.each([
  ['the same', REVIEWED, true],
  ['the same values in another order', [change('areas', ['b', 'a'])], true],
  ['less: the rest is in place', [change('region', ['emea'])], true],
  ['nothing: all is in place', [], true],
  ['another value before', [change('region', ['apac'])], false],
  ['another attribute as well', [...REVIEWED, change('flag', [])], false],
])('what would be written is as it was reviewed: %s', (_what, changes, isSo) => {
  expect(isAsReviewed(changes, REVIEWED)).toBe(isSo);
});
