import fc from 'fast-check';
import type { Attribute, AttributeType } from '../../src/push/attribute.ts';
import { canonicalDecimal } from '../../src/push/decimal.ts';
import { invisibleIn } from '../../src/push/invisible.ts';

/** A definition of the given shape; the rest is filled in. */
export const attribute = (shape: Partial<Attribute> = {}): Attribute => ({
  id: '6a1c1b52-0d3e-4c0f-8f6e-2f4a1d7c9b10',
  reference: 'sales_area',
  label: 'Sales area',
  type: 'string',
  multiValued: false,
  defaultValue: [],
  description: '',
  system: false,
  ...shape,
});

export const references = ['sales_area', 'seat_count', 'cost_centers', 'old_flag', 'tier'] as const;
export const reference = fc.constantFrom(...references);

const digits = (minLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength: 30 });

/** Numbers as people and programs write them. */
export const decimalText = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    whole: digits(1),
    fraction: fc.option(digits(1), { nil: undefined }),
    exponent: fc.option(fc.integer({ min: -40, max: 40 }), { nil: undefined }),
  })
  .map(({ sign, whole, fraction, exponent }) => {
    const point = fraction === undefined ? '' : `.${fraction}`;
    return `${sign}${whole}${point}${exponent === undefined ? '' : `e${exponent}`}`;
  });

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((one) => one.trim() !== '' && invisibleIn(one) === undefined);

/** One entry in the connector's form. */
const entryOf = (type: AttributeType) =>
  type === 'string' ? text : decimalText.map((one) => canonicalDecimal(one) ?? '0');

/** A value in the connector's form that fits the shape. */
export const valueFor = ({ type, multiValued }: Pick<Attribute, 'type' | 'multiValued'>) =>
  fc.uniqueArray(entryOf(type), { maxLength: multiValued ? 4 : 1 });

export const shape = fc.record({ type: fc.constantFrom<AttributeType>('string', 'number'), multiValued: fc.boolean() });

/** Any definition that is not Omni's own. */
export const anyAttribute = shape.chain((one) =>
  fc
    .record({ reference, label: text, description: fc.oneof(fc.constant(''), text), defaultValue: valueFor(one) })
    .map((rest) => attribute({ ...one, ...rest })),
);
