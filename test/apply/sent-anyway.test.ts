import { describe, expect, test } from '@jest/globals';
import { isSentAnyway, withSentAnyway } from '../../src/apply/sent-anyway.ts';
import type { AttributeValue } from '../../src/push/attribute.ts';
import type { Intent } from '../../src/push/coerce.ts';
import { LATE_MS, mayBeShownLate } from '../../src/store/shown-late.ts';
import { UNKNOWN_VALUE } from '../../src/store/user-values.ts';

const AT = 1_000_000;
const intent = (reference: string, ...value: string[]): Intent => ({ reference, value, coercedFrom: undefined });

describe('a value that is shown may be of before the newest wish', () => {
  const sent = { wished: ['emea'] as AttributeValue, isUnseen: true, changedAt: AT - LATE_MS + 1 };
  test.each([
    ['where that was sent a moment ago and shows another one', sent, true],
    ['not where it was seen since', { ...sent, isUnseen: false }, false],
    ['not where it is what that asked for', { ...sent, wished: ['apac'] }, false],
    ['not where nobody has asked', { ...sent, wished: undefined }, false],
    ['not once any request would have been shown', { ...sent, changedAt: AT - LATE_MS }, false],
  ])('%s', (_what, known, isSo) => {
    expect(mayBeShownLate(known, ['apac'], AT)).toBe(isSo);
  });
});

test('a value of which nothing is known is not sent where it is in place', () => {
  expect(isSentAnyway(new Map(), intent('region', 'emea'), AT)).toBe(false);
  const known = new Map([['region', { ...UNKNOWN_VALUE, wished: ['apac'], isUnseen: true, changedAt: AT }]]);
  expect(isSentAnyway(known, intent('region', 'emea'), AT)).toBe(true);
});

describe('what is sent', () => {
  const change = { reference: 'seats', before: [], after: ['1'] };
  const asked = [intent('tier', 'gold'), intent('seats', '1'), intent('area', 'a')];

  test('is what differs, and what is sent anyway, by their references', () => {
    const shown = new Map([['tier', ['gold']]]);
    expect(withSentAnyway([change], asked, shown, () => true)).toEqual([
      { reference: 'area', before: [], after: ['a'] },
      change,
      { reference: 'tier', before: ['gold'], after: ['gold'] },
    ]);
  });

  test('is what differs alone, where nothing is sent anyway', () => {
    expect(withSentAnyway([change], asked, undefined, () => false)).toEqual([change]);
    expect(withSentAnyway([change], asked, undefined, ({ reference }) => reference === 'seats')).toEqual([change]);
  });

  test('has nothing before it where Omni shows no values', () => {
    expect(withSentAnyway([], [intent('tier', 'gold')], undefined, () => true)).toEqual([
      { reference: 'tier', before: [], after: ['gold'] },
    ]);
  });
});
