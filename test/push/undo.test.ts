import { describe, expect, test } from '@jest/globals';
import { decideUndo, leftByJob, undoRows, type WrittenRow } from '../../src/push/undo.ts';

const change = { reference: 'tier', before: ['free'], after: ['gold', 'plus'] };
const row: WrittenRow = {
  index: 4,
  userName: 'ana@acme.example',
  omniUserId: 'omni-1',
  truth: 'remembered',
  changes: [change],
};

test('an undo runs every change backwards', () => {
  const { index, userName, omniUserId } = row;
  expect(undoRows([row])).toEqual({
    rows: [
      {
        index,
        userName,
        omniUserId,
        changes: [{ reference: 'tier', before: ['gold', 'plus'], after: ['free'] }],
      },
    ],
    notKnown: [],
  });
});

test('an undo of a user who was written twice restores what was there before the first time', () => {
  const again = { ...row, index: 5, changes: [{ ...change, before: change.after, after: ['last'] }] };
  expect(undoRows([row, again]).rows).toMatchObject([
    { index: 4, changes: [{ reference: 'tier', before: ['last'], after: ['free'] }] },
  ]);
});

test('an undo leaves out a default that was shown and written, and a row without more', () => {
  expect(undoRows([{ ...row, changes: [{ ...change, after: ['free'] }] }])).toEqual({ rows: [], notKnown: [] });
});

test('a row whose values before are not known is never undone, but reported', () => {
  const blind: WrittenRow = { ...row, truth: '', changes: [{ reference: 'tier', before: [], after: ['gold'] }] };
  expect(undoRows([blind])).toEqual({ rows: [], notKnown: [blind] });
});

test.each([
  [['plus', 'gold'], 'restore'],
  [['free'], 'already'],
  [['gold'], 'leave'],
  [[], 'leave'],
  [undefined, 'leave'],
] as const)('a user who holds %j now: %s', (present, decision) => {
  expect(decideUndo({ reference: 'tier', before: ['gold', 'plus'], after: ['free'] }, present)).toBe(decision);
});

describe('what a user holds of whom Omni shows the default "free"', () => {
  const wrote = (left: readonly string[]) => ({ reference: 'tier', before: left, after: ['gold'] });
  test.each([
    ['what the job wrote, where that was the default', wrote(['free']), ['free'], true, ['free']],
    ['nothing, where the job has cleared', wrote([]), ['free'], true, []],
    ['nobody knows what, where somebody wrote after the job', wrote(['free']), ['free'], false, undefined],
    ['nobody knows what, where the job wrote something else', wrote(['plus']), ['free'], true, undefined],
    ['nobody knows what, where Omni shows nothing at all', wrote([]), [], true, undefined],
  ])('is %s', (_what, undo, shown, isNewest, held) => {
    expect(leftByJob(undo, { shown, own: undefined }, isNewest)).toEqual(held);
  });

  test('is their own, where that is known', () => {
    expect(leftByJob(wrote([]), { shown: ['free'], own: ['free'] }, true)).toEqual(['free']);
  });
});
