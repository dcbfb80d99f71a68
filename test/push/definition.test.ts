import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Attribute } from '../../src/push/attribute.ts';
import { isAsPlanned, planDefinition, shownAttribute, type WantedAttribute } from '../../src/push/definition.ts';
import { RUNS } from '../support/runs.ts';
import { anyAttribute, attribute } from './arbitraries.ts';
import { refusal } from './refusal.ts';

const found = attribute({ label: 'Area', description: 'Row filters', defaultValue: ['emea'] });
const seats = attribute({ reference: 'seat_count', type: 'number', defaultValue: ['25'] });
const { reference } = found;

describe('a definition that is not there', () => {
  test('is created with what was said, and plain text with its reference as label otherwise', () => {
    expect(planDefinition(undefined, { reference })).toEqual({
      step: 'create',
      after: attribute({ id: '', label: 'sales_area' }),
    });
  });

  test('is created with everything that was said', () => {
    const wanted = { reference, label: 'Area', type: 'number', multiValued: true, description: 'd', defaultValue: [1] };
    expect(planDefinition(undefined, wanted as WantedAttribute)).toEqual({
      step: 'create',
      after: {
        id: '',
        reference,
        label: 'Area',
        type: 'number',
        multiValued: true,
        description: 'd',
        defaultValue: ['1'],
        system: false,
      },
    });
  });

  test('has no default when null is said', () => {
    expect(planDefinition(undefined, { reference, defaultValue: null }).after.defaultValue).toEqual([]);
  });
});

test("a reference of one's own that looks like one of Omni's is refused", () => {
  const error = refusal(() => planDefinition(undefined, { reference: 'omni_team' }));
  expect(error.code).toBe('ATTRIBUTE_SYSTEM');
  // An attribute of one's own is no substitute: what goes by Omni's reads that one alone.
  expect(error.body('').fix).toBe(
    'Leave omni_team out: Omni sets it by itself, and no value of yours takes its place.',
  );
});

describe('a definition that is there', () => {
  test.each<[string, Attribute, WantedAttribute]>([
    ['nothing else is said', found, { reference }],
    ['the same is said', found, { ...found, defaultValue: 'emea' }],
    ['the same default is written differently', seats, { reference: 'seat_count', defaultValue: '25.0' }],
    ['its default is the same list', { ...found, multiValued: true }, { reference, defaultValue: ['emea', 'emea'] }],
  ])('stays when %s', (_, before, wanted) => {
    expect(planDefinition(before, wanted)).toEqual({ step: 'none', after: before });
  });

  test.each<[string, WantedAttribute, object]>([
    ['label', { reference, label: 'Region' }, { label: 'Region' }],
    ['description', { reference, description: '' }, { description: '' }],
    ['default', { reference, defaultValue: 'apac' }, { defaultValue: ['apac'] }],
    ['lack of a default', { reference, defaultValue: null }, { defaultValue: [] }],
    ['several values', { reference, multiValued: true }, { multiValued: true }],
    [
      'several values and several defaults',
      { reference, multiValued: true, defaultValue: ['emea', 'apac'] },
      { multiValued: true, defaultValue: ['emea', 'apac'] },
    ],
  ])('is updated in its %s and nothing else', (_, wanted, update) => {
    expect(planDefinition(found, wanted)).toEqual({ step: 'update', after: { ...found, ...update }, update });
  });

  test.each<[string, Attribute, WantedAttribute, string, object]>([
    ['of Omni itself', { ...found, system: true }, { reference }, 'ATTRIBUTE_SYSTEM', { reference }],
    [
      'of another type',
      found,
      { reference, type: 'number' },
      'ATTRIBUTE_TYPE_CONFLICT',
      { reference, has: 'string', wanted: 'number' },
    ],
    [
      'with several values that is to hold one',
      { ...found, multiValued: true },
      { reference, multiValued: false },
      'ATTRIBUTE_STAYS_MULTI_VALUED',
      { reference },
    ],
  ])('%s is refused', (_, before, wanted, code, facts) => {
    expect(refusal(() => planDefinition(before, wanted))).toMatchObject({ code, facts });
  });
});

describe('a default that does not fit', () => {
  test.each<[string, Attribute | undefined, WantedAttribute, string]>([
    ['a text', seats, { reference: 'seat_count', defaultValue: 'many' }, 'VALUE_NOT_A_NUMBER'],
    ['a list', found, { reference, defaultValue: ['a', 'b'] }, 'VALUE_NOT_SINGLE'],
    ['an empty text', undefined, { reference, defaultValue: '' }, 'VALUE_EMPTY_TEXT'],
    ['an object', undefined, { reference, defaultValue: {} }, 'VALUE_NOT_SUPPORTED'],
  ])('%s is refused where it stands', (_, before, wanted, code) => {
    const error = refusal(() => planDefinition(before, wanted));
    expect(error).toMatchObject({ code, details: [{ path: '/defaultValue', message: error.message }] });
    expect(error.facts.reference).toBe(wanted.reference);
  });

  test('is advised by the name of its field: there is no emptyText for it', () => {
    const { fix } = refusal(() => planDefinition(undefined, { reference, defaultValue: '' })).body('');
    expect(fix).toBe('Send null to clear the value, or leave defaultValue out to keep it.');
  });
});

test('what was planned is there once it is applied', () => {
  const said = fc.record(
    { label: fc.string(), multiValued: fc.boolean(), description: fc.string(), defaultValue: fc.constantFrom(null, 7) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.option(anyAttribute, { nil: undefined }), said, (before, rest) => {
      const wanted = { ...rest, reference: before?.reference ?? reference };
      fc.pre(!(before?.multiValued && wanted.multiValued === false));
      const { after } = planDefinition(before, wanted);
      expect(planDefinition(after, wanted)).toEqual({ step: 'none', after });
      expect(isAsPlanned({ ...after, id: 'made by Omni' }, after)).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

describe('a definition as Omni shows it', () => {
  test('is as planned with its own id and its default in another order', () => {
    const planned = attribute({ multiValued: true, defaultValue: ['a', 'b'] });
    expect(isAsPlanned({ ...planned, id: 'other', defaultValue: ['b', 'a'] }, planned)).toBe(true);
  });

  test.each([{ type: 'number' }, { multiValued: true }, { label: 'x' }, { description: 'x' }, { defaultValue: ['x'] }])(
    'is not as planned with %j',
    (other) => {
      expect(isAsPlanned({ ...found, ...other } as Attribute, found)).toBe(false);
    },
  );
});

test('an answer shows every part of a definition, the default as text and as list', () => {
  expect(shownAttribute(attribute({ multiValued: true, defaultValue: ['a', 'b'], system: true }))).toEqual({
    id: '6a1c1b52-0d3e-4c0f-8f6e-2f4a1d7c9b10',
    reference: 'sales_area',
    label: 'Sales area',
    type: 'string',
    multiValued: true,
    defaultValue: 'a, b',
    defaultValues: ['a', 'b'],
    description: '',
    system: true,
  });
});

test('the advice about an empty default names the field that is there', () => {
  const { fix } = refusal(() => planDefinition(undefined, { reference, defaultValue: '' })).body('');
  expect(fix).toBe('Send null to clear the value, or leave defaultValue out to keep it.');
});
