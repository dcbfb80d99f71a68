import { FIXED, kernelCard, side } from '../card-type.ts';
import { kernelField } from '../field.ts';

const SCALARS = ['string', 'number', 'Date', 'object', 'boolean'];

export const compose = kernelCard(
  'string:compose',
  'Compose',
  'Enter free form text and optionally drag fields into your text like a mail merge.',
  {
    inputs: side(
      { extensible: true, rules: { '*': { types: ['string'], collection: false } } },
      kernelField('_text_', 'string', { required: true }),
    ),
    outputs: side(FIXED, kernelField('output', 'string', { form: 'bare', data: '' })),
  },
);

export const parse = kernelCard('json:parse', 'Parse', 'Parse a JSON string into an object or list.', {
  model: { executable: true, timeout: 30000 },
  inputs: side(FIXED, kernelField('string', 'string', { required: true, data: '' })),
  outputs: side(
    { extensible: false, rules: { output: { types: SCALARS, collection: '*' } } },
    kernelField('output', 'object', { adapts: true }),
  ),
});
