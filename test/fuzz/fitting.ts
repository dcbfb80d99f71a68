import fc from 'fast-check';
import { type JsonSchema, resolvedSchema } from '../../src/schema/validator.ts';

/** Values for the fields of these names, in place of any that fit: what exists is hit by a name, not by chance. */
export type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

type Kind = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

/** Beyond these a value is only longer, which the spoilt ones are as well. */
const MANY = 4;
const LONG = 40;
/** One of so many values of a field is any that fits, though the field has known ones. */
const SELDOM = 5;

const most = (schema: JsonSchema, keyword: string, enough: number): number =>
  Math.min(Number(schema[keyword] ?? enough), enough);

/** Moments at the edges of what RFC 3339 writes, and those of today. */
const moment: fc.Arbitrary<string> = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') })
    .map((date) => date.toISOString()),
  fc.constantFrom('2026-02-28T23:59:60Z', '2024-02-29t00:00:00.123456789z', '0000-01-01T00:00:00-23:59'),
);

const TEXTS = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: LONG }) },
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-0',
    '1e5',
    '007',
    'true',
    'Yes',
    '%',
    '=1+1',
    '[',
    '["a"]',
    ',',
    ';',
    'null',
    '\u00a0',
  ),
);

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  const { pattern, format, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const texts =
    typeof pattern === 'string'
      ? // By characters, as the schemas are read: by halves of them it may make what does not fit.
        fc
          .stringMatching(new RegExp(pattern), { maxLength: LONG })
          .filter((text) => new RegExp(pattern, 'u').test(text))
      : format === 'date-time'
        ? moment
        : TEXTS;
  return texts.filter((text) => text.length >= Number(minLength) && text.length <= Number(maxLength));
}

function numberOf({ minimum, maximum }: JsonSchema, isWhole: boolean): fc.Arbitrary<number> {
  const [min, max] = [Number(minimum ?? -1e15), Number(maximum ?? 1e15)];
  const edges = fc.constantFrom(min, max);
  return fc.oneof(edges, isWhole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }));
}

/** A key that an object cannot be spoilt by: JSON.parse keeps it, an object literal does not. */
const safeKey = (key: string): boolean => key !== '__proto__';

function objectOf(schema: JsonSchema, known: Known): fc.Arbitrary<object> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(
    ([name, field]) => [name, named(name, field, known)] as const,
  );
  if (typeof additionalProperties !== 'object') {
    return fc.record(Object.fromEntries(fields), { requiredKeys: required as string[] });
  }
  const keys = named('reference', (propertyNames ?? { type: 'string' }) as JsonSchema, known)
    .map(String)
    .filter(safeKey);
  const entry = fitting(additionalProperties as JsonSchema, known);
  return fc.dictionary(keys, entry, { maxKeys: most(schema, 'maxProperties', MANY) });
}

function ofKind(kind: Kind, schema: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema, kind === 'integer');
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const length = { minLength: Number(schema.minItems ?? 0), maxLength: most(schema, 'maxItems', MANY) };
      const entries = fitting(schema.items as JsonSchema, known);
      return fc.array(entries, length);
    }
    case 'object':
      return objectOf(schema, known);
  }
}

function named(name: string, schema: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  const any = fitting(schema, known);
  const ours = Object.hasOwn(known, name) ? known[name] : undefined;
  return ours ? fc.oneof({ weight: SELDOM - 1, arbitrary: ours }, { weight: 1, arbitrary: any }) : any;
}

/**
 * Values that fit a schema of ours. It reads the keywords that our schemas use, and no others: the test of this file
 * holds what it makes against the schemas themselves.
 */
export function fitting(unresolved: JsonSchema, known: Known = {}): fc.Arbitrary<unknown> {
  const schema = resolvedSchema(unresolved);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const kinds = [schema.type].flat() as Kind[];
  return fc.oneof(...kinds.map((kind) => ofKind(kind, schema, known)));
}
