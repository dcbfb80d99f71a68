import { describe, expect, test } from '@jest/globals';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import { type HeldValue, type Holding, heldValue, heldValues, holdingOf } from '../../src/push/coverage.ts';
import { attribute } from './arbitraries.ts';

const region = attribute({ reference: 'region' });
const tier = attribute({ reference: 'tier', defaultValue: ['none'] });
const attributes = byReference([region, tier]);

function held(shown: object | undefined, remembered: object = {}): Record<string, HeldValue> {
  const mapOf = (values: object) => new Map<string, AttributeValue>(Object.entries(values));
  return heldValues(shown && mapOf(shown), mapOf(remembered), ['region', 'tier'], attributes);
}

describe('what a user was seen to hold', () => {
  test('is what Omni shows, and nothing where it shows nothing', () => {
    expect(held({ region: ['emea'] })).toEqual({
      region: { shown: ['emea'], own: ['emea'] },
      tier: { shown: [], own: [] },
    });
  });

  test('is not known at all when Omni hides the values', () => {
    expect(held(undefined, { region: ['emea'] })).toEqual({});
  });

  test('an empty text is no value', () => {
    expect(held({ region: [''] }).region).toEqual({ shown: [], own: [] });
  });

  test.each<[string, object, AttributeValue | null]>([
    ['cannot be told from an own value by itself', {}, null],
    ['is not their own after a clear that was read back', { tier: [] }, []],
    ['is their own after a write that was read back', { tier: ['none'] }, ['none']],
    ['proves nothing when something else was written last', { tier: ['gold'] }, null],
  ])('a shown default %s', (_, remembered, own) => {
    expect(held({ tier: ['none'] }, remembered).tier).toEqual({ shown: ['none'], own });
  });

  test('other references than those that are asked for are left out', () => {
    expect(Object.keys(held({ seats: ['3'] }))).toEqual(['region', 'tier']);
  });
});

test('of an attribute that Omni no longer defines is what Omni shows', () => {
  const held = heldValues(new Map([['gone', ['x']]]), new Map(), ['gone', 'lost'], attributes);
  expect(held).toEqual({ gone: { shown: ['x'], own: ['x'] }, lost: { shown: [], own: [] } });
});

test('a reference that is named like a part of JavaScript holds nothing by that', () => {
  expect(heldValue({}, 'constructor')).toBeUndefined();
});

describe('where a value comes from', () => {
  test.each<[string, typeof region, HeldValue | undefined, Holding]>([
    ['a value of their own', region, { shown: ['emea'], own: ['emea'] }, 'own'],
    ['no value, no default', region, { shown: [], own: [] }, 'none'],
    ['no value, a default that is not shown', tier, { shown: [], own: [] }, 'default'],
    ['no value, a default that is shown', tier, { shown: ['none'], own: [] }, 'default'],
    ['the default, which may be their own', tier, { shown: ['none'], own: null }, 'default'],
    ['the default, which is their own', tier, { shown: ['none'], own: ['none'] }, 'own'],
    ['hidden', tier, undefined, 'unknown'],
  ])('%s', (_, definition, value, holding) => {
    expect(holdingOf(definition, value)).toBe(holding);
  });
});
