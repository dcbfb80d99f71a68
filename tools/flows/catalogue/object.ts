import { FIXED, kernelCard, OPEN, side } from '../card-type.ts';
import { kernelField } from '../field.ts';

const objectInput = kernelField('object', 'object', { required: true, data: {} });
const READ_RULES = { object: { types: ['object'], collection: '*' } };

export const construct = kernelCard('object:construct', 'Construct', 'Create an object from multiple inputs.', {
  inputs: side(OPEN),
  outputs: side(FIXED, kernelField('output', 'object', { form: 'bare', data: {} })),
});

export const get = kernelCard('object:get', 'Get', 'Read a value from an object at a given path.', {
  inputs: side(
    { extensible: false, rules: { ...READ_RULES, path: { types: ['string'], collection: '*' } } },
    objectInput,
    kernelField('path', 'string', { required: true }),
  ),
  outputs: side(
    { extensible: false, rules: { output: { types: ['*'], collection: '*' } } },
    kernelField('output', 'string', { form: 'offered', available: ['*'], data: '', adapts: true }),
  ),
});

export const pick = kernelCard('object:pick', 'Get Multiple', 'Pick several values from an object at once.', {
  inputs: side({ extensible: false, rules: READ_RULES }, objectInput),
  outputs: side(OPEN),
});
