import { describe, expect, test } from '@jest/globals';
import { hastyClock } from '../../../local/simulator/hasty-clock.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { type CardSpec, runCard } from './one-card.ts';

const NOON = Date.UTC(2026, 10, 23, 12, 30, 5, 7);

/** The card, what goes in, and what comes out. */
const CARDS: [CardSpec['kind'], NonNullable<CardSpec['inputs']>, Record<string, string>, Record<string, unknown>][] = [
  ['control:let', { '*base': 'x', '*count': 2 }, { base: 'string', count: 'number' }, { base: 'x', count: 2 }],
  [
    'control:assignIf',
    { 'left-operand': 1, operator: '<', 'right-operand': 2, valueIfTrue: 'less', valueIfFalse: 'more' },
    { output: 'string' },
    { output: 'less' },
  ],
  ['control:lookup', { else: 'look', key: 'done', 'options|done': 'ok' }, { result: 'string' }, { result: 'ok' }],
  ['control:lookup', { else: 'look', key: 'other', 'options|done': 'ok' }, { result: 'string' }, { result: 'look' }],
  ['object:construct', { '*a': 1, '*b': ['x'] }, { output: 'object' }, { output: { a: 1, b: ['x'] } }],
  ['object:get', { object: { a: [{ b: 'x' }] }, path: 'a.0.b' }, { output: 'string' }, { output: 'x' }],
  ['object:get', { object: { a: 1 }, path: 'a.b.c' }, { output: 'string' }, { output: null }],
  ['object:pick', { object: { a: { b: 2 } } }, { 'a.b': 'number', c: 'string' }, { 'a.b': 2, c: null }],
  [
    'object:set',
    { object: { a: 1 }, path: 'b.c', value: 'x' },
    { output: 'object' },
    { output: { a: 1, b: { c: 'x' } } },
  ],
  ['object:merge', { start: { a: 1, b: 1 }, sink: { b: 2 } }, { output: 'object' }, { output: { a: 1, b: 2 } }],
  ['object:keys', { object: { a: 1, b: 1 } }, { keys: 'string[]' }, { keys: ['a', 'b'] }],
  ['list:construct', { '*0': 'a', '*1': 'b' }, { list: 'string[]' }, { list: ['a', 'b'] }],
  ['list:length', { list: ['a', 'b'] }, { length: 'number' }, { length: 2 }],
  ['list:length', { list: null }, { length: 'number' }, { length: 0 }],
  ['list:at', { list: ['a', 'b'], index: 1 }, { item: 'string' }, { item: 'b' }],
  ['list:at', { list: ['a'], index: 5 }, { item: 'string' }, { item: null }],
  ['list:pluck', { list: [{ k: 'a' }, {}], key: 'k' }, { values: 'string[]' }, { values: ['a', null] }],
  [
    'list:filterBy',
    { list: [{ k: 'a', n: 1 }, { k: 'b' }, {}], operator: '==', path: 'k', comparison: 'a' },
    { list: 'object[]' },
    { list: [{ k: 'a', n: 1 }] },
  ],
  ['list:filterBy', { list: null, operator: '!=', path: 'k', comparison: 'a' }, { list: 'object[]' }, { list: [] }],
  ['list:join', { list: ['a', 'b'], delimiter: ', ' }, { string: 'string' }, { string: 'a, b' }],
  ['list:flatten', { lists: [['a'], ['b']] }, { list: 'string[]' }, { list: ['a', 'b'] }],
  ['string:compose', { _text_: '{{{a}}}/{{{b}}}', a: 'x', b: null }, { output: 'string' }, { output: 'x/' }],
  ['string:concat', { string1: 'a', string2: 'b' }, { output: 'string' }, { output: 'ab' }],
  ['string:split', { string: 'a,b', delimiter: '' }, { output: 'string[]' }, { output: ['a', 'b'] }],
  ['string:trim', { string: ' a ' }, { output: 'string' }, { output: 'a' }],
  ['string:toLowerCase', { string: 'ABC' }, { output: 'string' }, { output: 'abc' }],
  ['json:parse', { string: '[{"a":1}]' }, { output: 'object[]' }, { output: [{ a: 1 }] }],
  ['json:stringify', { object: { a: 1 } }, { output: 'string' }, { output: '{"a":1}' }],
  [
    'boolean:compare',
    { 'left-operand': '80', operator: '>', 'right-operand': '9' },
    { result: 'boolean' },
    { result: false },
  ],
  ['math:add', { a: 1, b: 2 }, { output: 'number' }, { output: 3 }],
  ['math:subtract', { a: 5, b: 2 }, { output: 'number' }, { output: 3 }],
  [
    'date:now',
    {},
    { iso: 'string', hour: 'number', month: 'string' },
    { iso: '2026-11-23T12:30:05.007Z', hour: 12, month: 'November' },
  ],
];

describe('a card by itself', () => {
  test.each(CARDS)('%s makes of %j', async (kind, inputs, outputs, wanted) => {
    const { outputs: made, error } = await runCard({ kind, inputs, outputs }, { clock: virtualClock(NOON) });
    expect({ made, error }).toEqual({ made: wanted, error: undefined });
  });

  test.each([
    ['days', '2026-11-25T12:30:05.007Z'],
    ['months', '2027-01-23T12:30:05.007Z'],
    ['years', '2028-11-23T12:30:05.007Z'],
  ])('date:add goes by %s', async (unit, wanted) => {
    const inputs = { start: new Date(NOON).toISOString(), scale: 2, unit };
    const { outputs } = await runCard({ kind: 'date:add', inputs, outputs: { output: 'Date' } });
    expect(outputs.output).toEqual(new Date(wanted));
  });

  test('control:wait pauses on the clock it is given, here for an hour in some milliseconds', async () => {
    const clock = hastyClock(5);
    const began = clock.now();
    const { error } = await runCard({ kind: 'control:wait', inputs: { delay: 1, unit: 'hour' } }, { clock });
    expect(error).toBeUndefined();
    expect(clock.now() - began).toBeGreaterThanOrEqual(3_600_000);
    expect(clock.now() - began).toBeLessThan(3_610_000);
  });

  test('an output that does not fit the type which the author gave it is an error of the card', async () => {
    const inputs = { object: { a: { b: 1 } }, path: 'a' };
    const { error } = await runCard({ kind: 'object:get', inputs, outputs: { output: 'string' } });
    expect(error?.details.kind).toBe('Invalid Type Conversion');
  });

  test('text that is not JSON is a Parse Error', async () => {
    const { error } = await runCard({ kind: 'json:parse', inputs: { string: '{' }, outputs: { output: 'object' } });
    expect(error?.details.kind).toBe('Parse Error');
  });

  test.each([
    ['control:throw', {}, true],
    ['control:throwIf', { 'left-operand': 'a', operator: '==', 'right-operand': 'a' }, true],
    ['control:throwIf', { 'left-operand': 'a', operator: '==', 'right-operand': 'b' }, false],
  ] as const)('%s with %j fails: %s', async (kind, condition, fails) => {
    const inputs = { ...condition, statusCode: 418, message: 'No.' };
    const { error } = await runCard({ kind, inputs });
    expect(error?.object).toEqual(fails ? expect.objectContaining({ statusCode: 418, message: 'No.' }) : undefined);
  });

  test('Construct gives numbers and true/false as text where the switch says so', async () => {
    const spec = {
      kind: 'object:construct',
      inputs: { '*a': 1, '*b': true, '*c': null },
      outputs: { output: 'object' },
    };
    const { outputs } = await runCard(spec, { switches: { scalars: 'text' } });
    expect(outputs.output).toEqual({ a: '1', b: 'true', c: null });
  });
});
