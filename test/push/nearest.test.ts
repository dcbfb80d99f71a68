import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../src/push/nearest.ts';
import { ends } from '../support/ends.ts';

const known = ['sales_area', 'seat_count', 'Tier'];

describe('the reference that was probably meant', () => {
  test.each([
    ['sales_aera', 'sales_area'],
    ['sale_area', 'sales_area'],
    ['SALES_AREA', 'sales_area'],
    ['seatcount', 'seat_count'],
    ['tier', 'Tier'],
    ['sales_are', 'sales_area'],
    ['salesarea_', 'sales_area'],
  ])('%s is %s', (name, candidate) => {
    expect(nearest(name, known)).toBe(candidate);
  });

  test.each(['sales', 'salesareax_', 'region', '', '__proto__'])('%j is none of them', (name) => {
    expect(nearest(name, known)).toBeUndefined();
  });

  test('is nobody where there is nothing', () => {
    expect(nearest('sales_area', [])).toBeUndefined();
  });

  test('is found for a name of a million letters', () => {
    expect(ends(() => expect(nearest('a'.repeat(1_000_000), known)).toBeUndefined())).toBe(true);
  });
});
