import { expect, test } from '@jest/globals';
import { valueWarnings } from '../../src/push/value-warnings.ts';

const attributes = new Map([
  ['flag', { type: 'string' }],
  ['seats', { type: 'number' }],
] as const);
const codes = (reference: string, ...value: string[]): string[] =>
  valueWarnings([{ reference, value, coercedFrom: undefined }], attributes).map(({ code }) => code);

test.each(['True', 'TRUE', 'False', 'yes', 'Yes', 'NO', 'tRuE', 'WAHR', 'FAUX', 'FALSO'])(
  '%s is yes or no in another form',
  (text) => {
    expect(codes('flag', text)).toEqual(['YES_NO_TEXT']);
    expect(codes('flag', 'emea', text)).toEqual(['YES_NO_TEXT']);
  },
);

test.each(['true', 'false', 'casino', 'yesterday', 'Norway', 'Vero', 'emea', 'y', '1', ''])('%s is not', (text) => {
  expect(codes('flag', text)).toEqual([]);
});

test.each([' emea', 'emea ', '\u3000emea'])('%j has an outer blank', (text) => {
  expect(codes('flag', text)).toEqual(['OUTER_BLANKS']);
});

test('both are told of one value, with its reference and never the value', () => {
  expect(codes('flag', ' true')).toEqual(['YES_NO_TEXT', 'OUTER_BLANKS']);
  expect(codes('flag', 'WAHR ')).toEqual(['YES_NO_TEXT', 'OUTER_BLANKS']);
  const told = valueWarnings([{ reference: 'flag', value: ['true '], coercedFrom: undefined }], attributes);
  expect(told.map(({ code }) => code)).toEqual(['YES_NO_TEXT', 'OUTER_BLANKS']);
  for (const { reference, message } of told)
    expect([reference, message]).toEqual(['flag', expect.stringMatching(/^flag /)]);
});

test('a number has no form of its own', () => {
  expect(codes('seats', '1')).toEqual([]);
  expect(codes('nothing', 'True')).toEqual([]);
});
