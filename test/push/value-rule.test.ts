import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { Normalize } from '../../src/push/attribute.ts';
import { applyRule, formOf } from '../../src/push/value-rule.ts';

const FORMS: Normalize[] = ['none', 'trim', 'lower', 'upper', 'yes-no'];

describe('a value is put into its form', () => {
  test.each<[Normalize, string, string | undefined]>([
    ['none', ' A ', ' A '],
    ['trim', ' A ', 'A'],
    ['lower', ' EMEA ', 'emea'],
    ['upper', ' emea ', 'EMEA'],
    ['yes-no', ' Yes', 'true'],
    ['yes-no', 'ON', 'true'],
    ['yes-no', '1', 'true'],
    ['yes-no', 'n', 'false'],
    ['yes-no', 'False', 'false'],
    ['yes-no', 'perhaps', undefined],
    ['yes-no', '', undefined],
  ])('%s: "%s" is %s', (normalize, text, expected) => {
    expect(formOf(normalize, text)).toBe(expected);
  });
});

test('a list that falls together is one value', () => {
  expect(applyRule('region', { normalize: 'lower', allowed: undefined }, ['A', 'a', 'b'])).toEqual(['a', 'b']);
});

test('clearing is always allowed', () => {
  expect(applyRule('region', { normalize: 'yes-no', allowed: new Set(['true']) }, [])).toEqual([]);
});

test('what is not allowed is refused by its reference', () => {
  const write = () => applyRule('region', { normalize: 'lower', allowed: new Set(['emea']) }, ['EMEA', 'mars']);
  expect(write).toThrow(new ConnectorError('VALUE_NOT_ALLOWED', { reference: 'region' }));
});

test('what has no form is refused, also where every value is allowed', () => {
  const write = () => applyRule('region', { normalize: 'yes-no', allowed: undefined }, ['perhaps']);
  expect(write).toThrow(new ConnectorError('VALUE_NOT_ALLOWED', { reference: 'region' }));
});

test('whatever the text: a form is its own form, and nothing gets past the allowed ones', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMS), fc.array(fc.string()), fc.array(fc.string()), (normalize, value, list) => {
      const allowed = new Set(list);
      try {
        const once = applyRule('region', { normalize, allowed }, value);
        expect(once.every((entry) => allowed.has(entry))).toBe(true);
        expect(applyRule('region', { normalize, allowed }, once)).toEqual(once);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'VALUE_NOT_ALLOWED' });
      }
    }),
  );
});
