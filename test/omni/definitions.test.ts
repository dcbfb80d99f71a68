import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { readDefinitions } from '../../src/omni/definitions.ts';
import { toWire, type WireValue } from '../../src/omni/wire-value.ts';
import type { AttributeType } from '../../src/push/attribute.ts';
import { attribute } from '../push/arbitraries.ts';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const record = {
  id: '3d2f8c11-7a40-4b69-9e52-8c7b6a594837',
  name: 'seat_count',
  label: 'Seats',
  type: 'Number',
  multiple_values: false,
  default_value: '25',
  description: 'Seats in the plan',
  system: false,
};
const seats = {
  id: record.id,
  reference: 'seat_count',
  label: 'Seats',
  type: 'number',
  multiValued: false,
  defaultValue: ['25'],
  description: 'Seats in the plan',
  system: false,
};

describe('a definition as Omni lists it', () => {
  test.each<[string, object, object]>([
    ['with a number default as text', {}, {}],
    ['with a number default as number', { default_value: 25 }, {}],
    ['without a default', { default_value: null }, { defaultValue: [] }],
    ['without a description', { description: null }, { description: '' }],
    ['without a label', { label: null }, { label: 'seat_count' }],
    ['of Omni itself', { id: '', system: true }, { id: '', system: true }],
    ['without an id', { id: undefined }, { id: '' }],
    [
      'with several text defaults',
      { type: 'String', multiple_values: true, default_value: ['c1', 'c2'] },
      { type: 'string', multiValued: true, defaultValue: ['c1', 'c2'] },
    ],
  ])('%s', (_, shown, read) => {
    expect(readDefinitions({ records: [{ ...record, ...shown }] })).toEqual([{ ...seats, ...read }]);
  });

  test('of a type that we do not know is left out, and the others stay', () => {
    const records = [
      { ...record, type: 'Date' },
      record,
      { ...record, type: undefined },
      { ...record, type: 'toString' },
    ];
    expect(readDefinitions({ records })).toEqual([seats]);
  });

  test.each<[string, unknown]>([
    ['no body', undefined],
    ['a bare list', [record]],
    ['another key', { userAttributes: [record] }],
    ['records that are no list', { records: {} }],
    ['null', null],
  ])('is not read from %s', (_, body) => {
    expect(() => readDefinitions(body)).toThrow('no list of user attributes');
  });

  test.each([[null], ['x'], [{ ...record, name: undefined }]])(
    'without a name is an answer that nobody understands',
    (one) => {
      expect(() => readDefinitions({ records: [one] })).toThrow('a user attribute without a name');
    },
  );
});

describe('an instance without the routes for definitions', () => {
  test.each<[number, unknown]>([
    [404, {}],
    [405, ''],
    [400, { detail: 'Invalid method', status: 400 }],
  ])('(%i) is named as such', async (status, body) => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).post(ATTRIBUTES).reply(status, JSON.stringify(body));
    const error = await omni.refusal((session) => session.createAttribute(attribute()));
    expect(error.code).toBe('OMNI_CANNOT_CREATE_ATTRIBUTES');
  });

  test.each([200, 201, 204])('has nothing in common with a %i', async (status) => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).post(ATTRIBUTES).reply(status);
    await omni.run((session) => session.createAttribute(attribute()));
    expect(omni.statuses).toEqual([status]);
  });
});

describe('a value as Omni takes it', () => {
  test.each<[AttributeType, boolean, string[], WireValue]>([
    ['string', false, [], null],
    ['string', true, [], null],
    ['number', true, [], null],
    ['string', false, ['emea'], 'emea'],
    ['string', false, ['12'], '12'],
    ['string', true, ['a'], ['a']],
    ['string', true, ['a', '1'], ['a', '1']],
    ['number', false, ['12'], 12],
    ['number', false, ['-0.5'], -0.5],
    ['number', false, ['9007199254740991'], 9_007_199_254_740_991],
    ['number', false, ['9007199254740992'], '9007199254740992'],
    ['number', false, ['0.10000000000000000001'], '0.10000000000000000001'],
    ['number', true, ['1'], [1]],
    ['number', true, ['1', '2.5'], [1, 2.5]],
    ['number', true, ['1', '9007199254740993'], ['1', '9007199254740993']],
  ])('%s, multi-valued %s, %j', (type, multiValued, value, wire) => {
    expect(toWire({ type, multiValued }, value)).toEqual(wire);
  });
});
