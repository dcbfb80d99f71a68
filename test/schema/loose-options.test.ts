import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looseOptions } from '../../src/schema/loose-options.ts';
import { schemaFiles, validatorOf } from '../../src/schema/validator.ts';

const sync = looseOptions('sync-from-okta.input.json');
const push = looseOptions('push-users.input.json');
const drift = looseOptions('report-drift.input.json');
const set = looseOptions('set-user-values.input.json');
const update = looseOptions('update-attribute.input.json');
const remove = looseOptions('delete-attribute.input.json');

describe('an option in the form in which Workflows may hand it over', () => {
  test.each([
    ['truth as text', sync, { dryRun: 'true', clearLeftovers: 'false' }, { dryRun: true, clearLeftovers: false }],
    ['a number as text', push, { maxChangedUsers: '20' }, { maxChangedUsers: 20 }],
    ['a fraction as text', push, { maxChangedShare: '0.25' }, { maxChangedShare: 0.25 }],
    ['null for an empty text that means something', drift, { cursor: null }, { cursor: '' }],
    ['null for a description, which is to be removed', update, { description: null }, { description: '' }],
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
    ['a number that would be rounded', push, { maxChangedUsers: '9007199254740993' }],
    ['a number in another notation', push, { maxChangedUsers: '1e2' }],
    ['no number', push, { maxChangedShare: 'NaN' }],
    ['no end', push, { maxChangedShare: 'Infinity' }],
    ['nothing for a text that is required', remove, { confirmReference: '' }],
    ['null for a text that is required', set, { userName: null }],
    ['a blank for a word', set, { emptyText: ' ' }],
    ['null for a list', sync, { references: null }],
    ['null for values', set, { values: null }],
    ['an empty text for a value that takes one', update, { defaultValue: '' }],
  ])('%s is left for the schema to refuse', (_, read, given) => {
    expect(read(given)).toBe(given);
  });
});

describe.each([null, ''])('an optional option that is %j', (nothing) => {
  test.each([
    ['emptyText, eventId and eventTime', set, ['emptyText', 'eventId', 'eventTime']],
    ['mode, verify and callbackUrl', push, ['mode', 'verify', 'callbackUrl']],
    ['a number', push, ['maxChangedUsers', 'maxChangedShare']],
    ['a time', sync, ['changedSince']],
    ['truth whose loss writes nothing more', push, ['failOnError']],
    ['a confirmation', remove, ['acceptUnknownCount']],
    ['a label that is not to change', update, ['label']],
  ])('counts as left out: %s', (_, read, options) => {
    const given = { other: 1, ...Object.fromEntries(options.map((option) => [option, nothing])) };
    expect(read(given)).toEqual({ other: 1 });
  });

  test('never is dryRun, whatever the action: it is refused', () => {
    const inputs = [...schemaFiles].filter(([name]) => name.endsWith('.input.json'));
    const dry = inputs.filter(([, { properties }]) => Object.hasOwn(properties ?? {}, 'dryRun'));
    expect(dry.length).toBeGreaterThan(10);
    for (const [file] of dry) expect(looseOptions(file)({ dryRun: nothing })).toEqual({ dryRun: nothing });
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
