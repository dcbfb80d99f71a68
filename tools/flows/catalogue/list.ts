import { FIXED, kernelCard, side } from '../card-type.ts';
import { type Field, kernelField } from '../field.ts';
import type { Json } from '../shape.ts';
import { COMPARISON_CHOICES } from './comparisons.ts';

const LIST_RULE = { list: { types: ['*'], collection: true } };
const EVERY_LIST: Json = LIST_RULE;
const listInput = kernelField('list', 'object[]', { available: ['*'], required: true, data: [], adapts: true });
const concurrency = kernelField('concurrency', 'number', {
  form: 'bare',
  required: true,
  data: 1,
  metadata: { max: 200, min: 1 },
});
const helper = kernelField('flo', 'flo', { required: true, metadata: { displayname: 'Helper Flow' } });
const LOOP_RULES = {
  extensible: false,
  rules: EVERY_LIST,
  groupRules: { context: { type: 'object', reserved: { index: 'number' }, extensible: true } },
};
const LOOP_MODEL = { async: true, cooperative: true, timeout: 300000 };
const unset = (field: Field): Field => ({ ...field, form: 'offered', data: null });

export const forEach = kernelCard('list:each', 'For Each', 'Process items in a list by calling a Flow for each item.', {
  model: LOOP_MODEL,
  inputs: side(LOOP_RULES, listInput, helper, concurrency),
});

/** Okta's events arrive as a list; this card runs the flow for each of them. */
export const eventLoop = kernelCard(
  'list:asyncEach',
  'For Each - Ignore Errors',
  'Process items in a list by calling a Flow for each item, continuing through all items in the list even if one of them causes an error in the helper Flow (aka For Each Async).',
  { model: LOOP_MODEL, inputs: side(LOOP_RULES, unset(listInput), helper, concurrency) },
);

export const length = kernelCard('list:length', 'Length', 'Count the number of items in a list.', {
  inputs: side({ extensible: false, rules: EVERY_LIST }, listInput),
  outputs: side(FIXED, kernelField('length', 'number', { form: 'bare' })),
});

export const pluck = kernelCard(
  'list:pluck',
  'Pluck',
  'Given a list of objects, create a new list using only a specified portion from each object.',
  {
    inputs: side(
      { extensible: false, rules: { list: { types: ['object'], collection: true } } },
      kernelField('list', 'object[]', { required: true, data: [] }),
      kernelField('key', 'string'),
    ),
    outputs: side(
      { extensible: false, rules: { values: { types: ['*'], collection: true } } },
      kernelField('values', 'object[]', { form: 'offered', available: ['*'], adapts: true }),
    ),
  },
);

export const listToText = kernelCard(
  'list:join',
  'List to Text',
  'Join the values of a list into a single text output separated by an optional delimiter, such as a comma.',
  {
    inputs: side(
      {
        extensible: false,
        rules: { list: { types: ['number', 'string', 'boolean', 'Date'], collection: true } },
      },
      kernelField('list', 'string[]', {
        available: ['number', 'string', 'boolean', 'Date'],
        required: true,
        data: [],
      }),
      kernelField('delimiter', 'string', { metadata: { displayname: 'separator' } }),
    ),
    outputs: side(FIXED, kernelField('string', 'string', { form: 'bare', metadata: { displayname: 'text' } })),
  },
);

const COMPARED: readonly Json[] = ['string', 'number', 'Date', 'boolean', 'object', 'file'];

export const filter = kernelCard(
  'list:filterBy',
  'Filter',
  'Filter a list to include only those items that meet a specified condition.',
  {
    model: { timeout: 300000 },
    inputs: side(
      { extensible: false, rules: { ...LIST_RULE, comparison: { types: COMPARED, collection: '*' } } },
      listInput,
      kernelField('operator', 'string', { required: true, data: '==', metadata: { choices: COMPARISON_CHOICES } }),
      kernelField('path', 'string'),
      kernelField('comparison', 'string', { available: COMPARED, adapts: true }),
    ),
    outputs: side(
      { extensible: false, rules: EVERY_LIST },
      kernelField('list', 'object[]', { form: 'offered', available: ['*'], adapts: true }),
    ),
  },
);
