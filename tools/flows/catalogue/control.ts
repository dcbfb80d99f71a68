import { FIXED, kernelCard, OPEN, side } from '../card-type.ts';
import { type Field, kernelField } from '../field.ts';
import type { Json } from '../shape.ts';
import { COMPARISON_CHOICES } from './comparisons.ts';

const OPERANDS: readonly Json[] = ['object', 'string', 'number', 'Date', 'boolean'];
const operandRules = (keyword: 'type' | 'types'): Json => ({
  'left-operand': { [keyword]: OPERANDS },
  'right-operand': { [keyword]: OPERANDS },
});
const operand = (key: string, displayname: string): Field =>
  kernelField(key, 'string', { available: OPERANDS, data: '', adapts: true, metadata: { displayname } });
const operator = (form: 'bare' | 'checked', required = false): Field =>
  kernelField('operator', 'string', {
    form,
    required,
    data: '==',
    metadata: { displayname: 'comparison', choices: COMPARISON_CHOICES },
  });
const left = operand('left-operand', 'value a');
const right = operand('right-operand', 'value b');
const helper = kernelField('flo', 'flo', { required: true, metadata: { displayname: 'Helper Flow' } });
const anything = { available: ['*'], adapts: true } as const;

export const comment = kernelCard('control:comment', 'Comment', 'Leave a comment.');

export const assign = kernelCard('control:let', 'Assign', 'Create new output fields based on the input supplied.', {
  model: { mirrored: true },
  inputs: side(OPEN),
  outputs: side({ ...OPEN, extensible: false }),
  mirrored: true,
});

export const assignIf = kernelCard('control:assignIf', 'Assign If', 'Choose a value based on a true/false condition.', {
  inputs: side(
    {
      extensible: false,
      rules: {
        ...(operandRules('type') as object),
        valueIfTrue: { type: ['*'], collection: '*' },
        valueIfFalse: { type: ['*'], collection: '*' },
      },
    },
    left,
    operator('bare'),
    right,
    kernelField('valueIfTrue', 'string', { ...anything, metadata: { displayname: 'value if true' } }),
    kernelField('valueIfFalse', 'string', { ...anything, metadata: { displayname: 'value if false' } }),
  ),
  outputs: side(
    { extensible: false, rules: { output: { type: ['*'], collection: '*' } } },
    kernelField('output', 'string', { form: 'offered', ...anything }),
  ),
});

export const continueIf = kernelCard('control:continueIf', 'Continue If', "Stop the Flow if a condition isn't true.", {
  inputs: side({ extensible: false, rules: operandRules('types') }, left, operator('checked'), right, {
    ...kernelField('message', 'string', { form: 'offered', available: ['*'] }),
    group: 'otherwise',
  }),
  outputs: side(
    FIXED,
    kernelField('message', 'string', { form: 'bare', metadata: { hidden: true, displayed: false } }),
  ),
});

export const ifElse = kernelCard(
  'control:if',
  'If/Else',
  'Specify different actions to run based on whether or not a single condition is true.',
  {
    inputs: side({ extensible: false, rules: operandRules('types') }, left, operator('bare', true), right),
    outputs: side({ extensible: true }, kernelField('result', 'boolean', { form: 'bare' })),
  },
);

export const join = kernelCard(
  'control:join',
  'Join',
  'A method for joining IO from multiple mutually exclusive if/else branches.',
  { inputs: side(OPEN), outputs: side(OPEN) },
);

export const noop = kernelCard('control:noop', 'Noop', 'No-op. Does not do anything.', {
  model: { displayed: false },
  inputs: side({ extensible: true }),
  outputs: side({ extensible: true }),
});

const branchRule = (index: number): Json => ({ index, extensible: false });
const inBranch = (group: string, field: Field): Field => ({ ...field, group });
const branchInputs = kernelField('inputs', 'object', { form: 'bare', data: {} });
const bareOperand = (field: Field): Field => ({ ...field, available: [] });

export const branch = kernelCard(
  'control:branch',
  'If/ElseIf',
  'Specify different actions to run based on multiple if and else conditions (similar to switch or case in some programming languages)',
  {
    model: { async: true },
    inputs: side(
      {
        extensible: true,
        rules: {
          'left-operand': { types: ['*'], collection: '*' },
          'right-operand': { types: ['*'], collection: '*' },
          operator: { types: ['string'], collection: false },
          flo: { types: ['flo'], collection: false },
          inputs: { types: ['object'], collection: false },
        },
        groupRules: {
          '*': {
            reserved: {
              'left-operand': ['*'],
              'right-operand': ['*'],
              operator: 'string',
              flo: 'flo',
              inputs: 'object',
            },
            extensible: true,
          },
          if: branchRule(0),
          else: branchRule(1),
        },
      },
      inBranch('if', bareOperand(left)),
      inBranch('if', operator('checked', true)),
      inBranch('if', bareOperand(right)),
      inBranch('if', helper),
      inBranch('if', branchInputs),
      inBranch('else', helper),
      inBranch('else', branchInputs),
    ),
    outputs: side(OPEN),
  },
);

const CONTEXT_RULES: Json = { context: { extensible: true, reserved: {}, type: 'object' } };

export const tryCatch = kernelCard(
  'control:tryCatch',
  'If Error',
  "Try a series of actions. If there's an error, run a different series of actions.",
  {
    model: { async: true, timeout: 300000 },
    inputs: side({ extensible: true, groupRules: CONTEXT_RULES }, helper),
    outputs: side(OPEN),
  },
);

export const returnValues = kernelCard(
  'control:return',
  'Return',
  'End the Flow and return values to the caller of the Flow.',
  { model: { mirrored: true }, inputs: side(OPEN), outputs: side(OPEN), mirrored: true },
);

export const callFlow = kernelCard('control:spawn', 'Call Flow', 'Run a Flow and wait for the resulting output.', {
  model: { async: true, timeout: 300000 },
  inputs: side({ extensible: true, groupRules: CONTEXT_RULES }, helper),
  outputs: side(OPEN),
});

export const callFlowAsync = kernelCard(
  'control:run',
  'Call Flow Async',
  'Start another Flow then continue without waiting for that Flow to finish.',
  { model: { timeout: 30000 }, inputs: side({ extensible: true, groupRules: CONTEXT_RULES }, helper) },
);

export const wait = kernelCard(
  'control:wait',
  'Wait For',
  'Pause the Flow and wait for the specified period of time before continuing.',
  {
    model: { async: true },
    inputs: side(
      FIXED,
      kernelField('delay', 'number', { required: true, data: 1 }),
      kernelField('unit', 'string', { required: true, metadata: { choices: ['second', 'minute', 'hour', 'day'] } }),
    ),
  },
);

export const lookup = kernelCard('control:lookup', 'Lookup', 'Convert one value to another using a lookup table', {
  inputs: side(
    {
      extensible: false,
      rules: { else: { types: ['*'], collection: '*' } },
      groupRules: { options: { types: ['*'], collection: '*', extensible: true } },
    },
    kernelField('else', 'string', anything),
    kernelField('key', 'string', {
      available: ['string'],
      required: true,
      data: '',
      metadata: { displayname: 'Value' },
    }),
  ),
  outputs: side(
    { extensible: false, rules: { '*': { types: ['*'], collection: '*' } } },
    kernelField('result', 'string', {
      available: ['string', 'number', 'boolean', 'Date', 'Array', 'object', 'flo', 'folder'],
      metadata: { displayname: 'Result' },
    }),
  ),
});
