import { describe, expect, test } from '@jest/globals';
import { byReference } from '../../src/push/changes.ts';
import { decideUndo, leftByJob, restorable, undoRows, type WrittenRow } from '../../src/push/undo.ts';
import { attribute } from './arbitraries.ts';
import { refusal } from './refusal.ts';

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

test('a user of whom nobody can tell what they hold now is left alone, also where an empty value is to be restored', () => {
  expect(decideUndo({ reference: 'tier', before: ['gold'], after: [] }, undefined)).toBe('leave');
});

describe('what an undo may restore', () => {
  const rule = { normalize: 'lower', allowed: new Set(['free']) } as const;
  const attributes = byReference([attribute({ reference: 'tier', rule }), attribute({ reference: 'region' })]);

  test('is the value as it was stored, in the form of the policy where that has one', () => {
    const input = { tier: ['FREE'], region: ['EMEA'], gone: ['x'] };
    expect([...restorable(input, attributes)]).toEqual([
      ['tier', ['free']],
      ['region', ['EMEA']],
      ['gone', ['x']],
    ]);
  });

  test('is no value that the policy no longer allows', () => {
    expect(refusal(() => restorable({ tier: ['gold'] }, attributes)).code).toBe('VALUE_NOT_ALLOWED');
  });
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
