import { FIXED, kernelCard, side } from '../card-type.ts';
import { type Field, kernelField } from '../field.ts';

const DATE_PARTS = [
  ['date', 'Date'],
  ['iso', 'string'],
  ['full', 'string'],
  ['minute', 'number'],
  ['hour', 'number'],
  ['time', 'string'],
  ['day', 'number'],
  ['month', 'string'],
  ['year', 'number'],
  ['second', 'number'],
  ['millisecond', 'number'],
] as const;

export const now = kernelCard('date:now', 'Now', 'Return the current date & time.', {
  outputs: side(FIXED, ...DATE_PARTS.map(([key, shape]) => kernelField(key, shape, { form: 'bare' }))),
});

const summand = (key: string, displayname: string): Field =>
  kernelField(key, 'number', { required: true, data: 0, metadata: { displayname } });

export const add = kernelCard('math:add', 'Add', 'Add two or more numbers together.', {
  inputs: side(
    { extensible: true, rules: { '*': { types: ['number'], collection: false } }, groupRules: {} },
    summand('a', 'number 1'),
    summand('b', 'number 2'),
  ),
  outputs: side(FIXED, kernelField('output', 'number', { form: 'bare' })),
});
