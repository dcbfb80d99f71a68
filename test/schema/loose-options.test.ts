import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looseOptions } from '../../src/schema/loose-options.ts';
import { schemaFiles, validatorOf } from '../../src/schema/validator.ts';

const sync = looseOptions('sync-from-okta.input.json');
const push = looseOptions('push-users.input.json');
const drift = looseOptions('report-drift.input.json');

describe('an option in the form in which Workflows may hand it over', () => {
  test.each([
    ['truth as text', sync, { dryRun: 'true', clearLeftovers: 'false' }, { dryRun: true, clearLeftovers: false }],
    ['a number as text', push, { maxChangedUsers: '20' }, { maxChangedUsers: 20 }],
    ['a fraction as text', push, { maxChangedShare: '0.25' }, { maxChangedShare: 0.25 }],
    ['null for an empty text', drift, { cursor: null }, { cursor: '' }],
  ])('%s is read', (_, read, given, expected) => {
    expect(read(given)).toEqual(expected);
  });

  test.each([
    ['another word for truth', sync, { dryRun: 'yes' }],
    ['truth in capitals', sync, { dryRun: 'TRUE' }],
    ['truth with a blank', sync, { dryRun: 'true ' }],
    ['a number for truth', sync, { dryRun: 1 }],
    ['null for truth: a dry run that got lost on a wire must not become a write', sync, { dryRun: null }],
    ['an empty text for truth', sync, { dryRun: '' }],
    ['an empty text for a number', push, { maxChangedUsers: '' }],
    ['a number that would be rounded', push, { maxChangedUsers: '9007199254740993' }],
    ['a number in another notation', push, { maxChangedUsers: '1e2' }],
    ['no number', push, { maxChangedShare: 'NaN' }],
    ['no end', push, { maxChangedShare: 'Infinity' }],
    ['null for a text that must not be empty', sync, { changedSince: null }],
  ])('%s is left for the schema to refuse', (_, read, given) => {
    expect(read(given)).toBe(given);
  });
});

test('values of users and what is in lists are no options', () => {
  const rows = [{ userName: 'ada@acme.example', values: { flag: 'true', seats: '12', region: null } }];
  expect(push({ rows, dryRun: 'true' })).toEqual({ rows, dryRun: true });
  expect((push({ rows, dryRun: 'true' }) as { rows: unknown }).rows).toBe(rows);
});

test.each([undefined, null, 'true', 12, []])('%p, which is no object, is left as it is', (body) => {
  expect(sync(body)).toBe(body);
});

test('what fits its schema already is never touched, whatever the action', () => {
  const inputs = [...schemaFiles.keys()].filter((name) => name.endsWith('.input.json'));
  fc.assert(
    fc.property(fc.constantFrom(...inputs), fc.dictionary(fc.string(), fc.json()), (file, body) => {
      if (validatorOf(file)(body)) expect(looseOptions(file)(body)).toBe(body);
    }),
  );
  for (const file of inputs) expect(looseOptions(file)({})).toEqual({});
});
