import { describe, expect, test } from '@jest/globals';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { addHead, addUnseen, NO_HEADS, ownValueOf } from '../../src/push/head-count.ts';
import { attribute } from './arbitraries.ts';

const tier = attribute({ reference: 'tier', defaultValue: ['none'] });
const mapOf = (values: object) => new Map<string, AttributeValue>(Object.entries(values));

describe('what one user holds of their own', () => {
  test.each([
    ['a value that is shown', { tier: ['gold'] }, {}, 'own'],
    ['nothing shown', {}, { tier: ['gold'] }, 'nothing'],
    ['an empty text where a value was cleared', { tier: [''] }, {}, 'nothing'],
    ['a default that is shown, which nobody has written', { tier: ['none'] }, {}, 'nothing'],
    ['a default that is shown and was read back as their own', { tier: ['none'] }, { tier: ['none'] }, 'own'],
    ['values that are hidden, and one that is remembered', undefined, { tier: ['gold'] }, 'own'],
    ['values that are hidden, and none that is remembered', undefined, { tier: [] }, 'nothing'],
    ['values that are hidden and were never read', undefined, { other: ['x'] }, 'unknown'],
  ] as const)('by %s', (_, shown, remembered, own) => {
    expect(ownValueOf(tier, shown && mapOf(shown), mapOf(remembered))).toBe(own);
  });
});

test('a count takes whom nobody knows for a follower, and who is deactivated for none', () => {
  const users = [
    { active: true, own: 'own' },
    { active: true, own: 'nothing' },
    { active: true, own: 'unknown' },
    { active: false, own: 'own' },
    { active: false, own: 'nothing' },
    { active: false, own: 'unknown' },
  ] as const;
  const count = users.reduce(addHead, NO_HEADS);
  expect(count).toEqual({ holders: 2, followers: 2, unknown: 2 });
  expect(addUnseen(count, 3)).toEqual({ holders: 2, followers: 5, unknown: 5 });
});
