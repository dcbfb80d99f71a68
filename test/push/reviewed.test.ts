import { expect, test } from '@jest/globals';
import { isAsReviewed, staleValues } from '../../src/push/reviewed.ts';

const change = (reference: string, before: string[]) => ({ reference, before, after: ['x'] });
const REVIEWED = [change('region', ['emea']), change('areas', ['a', 'b'])];

test.each([
  ['the same', REVIEWED, true],
  ['the same values in another order', [change('areas', ['b', 'a'])], true],
  ['less: the rest is in place', [change('region', ['emea'])], true],
  ['nothing: all is in place', [], true],
  ['another value before', [change('region', ['apac'])], false],
  ['the value before of another attribute', [change('region', ['a', 'b'])], false],
  ['another attribute as well', [...REVIEWED, change('flag', [])], false],
])('what would be written is as it was reviewed: %s', (_what, changes, isSo) => {
  expect(isAsReviewed(changes, REVIEWED)).toBe(isSo);
});

test('a row that is no longer as it was reviewed is told by its user', () => {
  expect(staleValues('ada@acme.example')).toMatchObject({
    code: 'PLAN_STALE',
    message: expect.stringContaining('the values of ada@acme.example have changed'),
  });
});
