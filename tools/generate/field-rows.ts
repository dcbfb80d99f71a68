import type { JsonSchema } from '../../src/schema/validator.ts';
import { isSchema, propertiesOf } from './subschemas.ts';

/** One field as the tables of docs/actions.md show it. */
export interface FieldRow {
  /** `results[].reference`; a `*` stands for any key. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly limits: string;
  readonly description: string;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
  null: 'null',
};

const typeOf = ({ type }: JsonSchema): string =>
  [type]
    .flat()
    .map((one) => TYPE_WORDS[String(one)] ?? 'any')
    .join(', ');

const range = (least: unknown, most: unknown, unit: string): string[] => {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}`];
  if (most !== undefined) return [`at most ${most}${unit}`];
  return least === undefined ? [] : [`at least ${least}${unit}`];
};

/** The limits of a field in words; empty when there are none. */
export function limitsOf(schema: JsonSchema): string {
  const values = Array.isArray(schema.enum)
    ? [`one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`]
    : [];
  return [
    ...values,
    ...range(schema.minLength, schema.maxLength, ' characters'),
    ...range(schema.minItems, schema.maxItems, ' entries'),
    ...range(schema.minProperties, schema.maxProperties, ' keys'),
    ...range(schema.minimum, schema.maximum, ''),
    ...(schema.pattern === undefined ? [] : [`pattern \`${schema.pattern}\``]),
    ...(schema.format === undefined ? [] : [`format ${schema.format}`]),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ].join('; ');
}

const rowOf = (path: string, schema: JsonSchema, required: boolean): FieldRow => ({
  path,
  type: typeOf(schema),
  required,
  limits: limitsOf(schema),
  description: String(schema.description),
});

/** What lies inside a field: its own fields, the fields of its entries, the values of its keys. */
function innerRows(path: string, schema: JsonSchema): FieldRow[] {
  const { items, additionalProperties } = schema;
  const entries = isSchema(items) && items.properties ? fieldRows(items, `${path}[].`) : [];
  const values = isSchema(additionalProperties) ? [rowOf(`${path}.*`, additionalProperties, false)] : [];
  return [...fieldRows(schema, `${path}.`), ...entries, ...values];
}

/**
 * Every field of an object, each followed by what lies inside it.
 *
 * @param schema without references
 */
export function fieldRows(schema: JsonSchema, prefix = ''): FieldRow[] {
  const required = new Set([schema.required].flat());
  return propertiesOf(schema).flatMap(([name, property]) => [
    rowOf(prefix + name, property, required.has(name)),
    ...innerRows(prefix + name, property),
  ]);
}
