import { describe, expect, test } from '@jest/globals';
import { byReference } from '../../src/push/changes.ts';
import { fittingValues, isWritable } from '../../src/push/fitting-values.ts';
import { attribute } from './arbitraries.ts';

const attributes = byReference([
  attribute({ reference: 'region' }),
  attribute({ reference: 'seats', type: 'number' }),
  attribute({ reference: 'omni_user_id', system: true }),
]);

test('values that do not fit are parted from those that do, each with its reason', () => {
  expect(fittingValues(attributes, { region: 'emea', seats: 'many', regoin: 'emea' })).toEqual({
    fitting: { region: 'emea' },
    unfit: [
      { reference: 'seats', value: 'many', error: expect.objectContaining({ code: 'VALUE_NOT_A_NUMBER' }) },
      { reference: 'regoin', value: 'emea', error: expect.objectContaining({ code: 'REFERENCE_UNKNOWN' }) },
    ],
  });
});

test('nothing, and an empty text, fit any attribute', () => {
  const values = { region: '', seats: null };
  expect(fittingValues(attributes, values)).toEqual({ fitting: values, unfit: [] });
});

test('an unforeseen failure is not taken for a value that does not fit', () => {
  const broken = Object.assign(new Map(attributes), {
    get: () => {
      throw new RangeError('broken');
    },
  });
  expect(() => fittingValues(broken, { region: 'emea' })).toThrow(RangeError);
});

describe('can be written', () => {
  test.each([
    ["an attribute of one's own", 'region', true],
    ["none of Omni's own", 'omni_user_id', false],
    ['none that Omni does not have', 'regoin', false],
  ])('%s', (_what, reference, isSo) => {
    expect(isWritable(attributes, reference)).toBe(isSo);
  });
});
