import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type JsonSchema, schemaFiles, validatorOf } from '../../src/schema/validator.ts';
import { componentsOf, inlined } from '../../tools/generate/components.ts';
import { isSchema, propertiesOf } from '../../tools/generate/subschemas.ts';

interface Place {
  /** For example `SetUserValuesInput/values/*`. */
  readonly path: string;
  readonly kind: 'root' | 'field' | 'entry';
  readonly schema: JsonSchema;
}

function* placesIn(path: string, kind: Place['kind'], schema: JsonSchema): Generator<Place> {
  yield { path, kind, schema };
  for (const [name, property] of propertiesOf(schema)) yield* placesIn(`${path}/${name}`, 'field', property);
  const { items, additionalProperties } = schema;
  if (isSchema(items)) yield* placesIn(`${path}[]`, 'entry', items);
  if (isSchema(additionalProperties)) yield* placesIn(`${path}/*`, 'entry', additionalProperties);
}

const components = componentsOf(schemaFiles);
const places = [...components.values()].flatMap(({ name, schema }) => [
  ...placesIn(name, 'root', inlined(components, schema)),
]);
/** What comes from outside: the inputs of actions, and the policy, which a person writes. */
const isInput = ({ path }: Place): boolean => /^(\w+Input|Policy\w*)\b/.test(path);
const inputs = places.filter(isInput);

const hasType = ({ schema }: Place, type: string): boolean => [schema.type].flat().includes(type);
const pathsOf = (found: readonly Place[]): string[] => found.map(({ path }) => path);

test.each([...schemaFiles.keys()])('%s is a valid schema and compiles', (file) => {
  expect(new Ajv2020().validateSchema(schemaFiles.get(file) ?? {})).toBe(true);
  expect(typeof validatorOf(file)({})).toBe('boolean');
});

describe('every schema', () => {
  test('has a title and a description that is a sentence', () => {
    const mute = places.filter(({ schema: { title, description } }) => !title || !/^\S.*\.$/.test(String(description)));
    expect(pathsOf(mute)).toEqual([]);
  });

  test('has an example on every field', () => {
    const without = places.filter(({ kind, schema }) => kind === 'field' && !Array.isArray(schema.examples));
    expect(pathsOf(without)).toEqual([]);
  });

  test('has examples that fit it', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    addFormats.default(ajv);
    const wrong = places.filter(({ schema }) => {
      const fits = ajv.compile(schema);
      return [schema.examples ?? []].flat(1).some((example) => !fits(example));
    });
    expect(pathsOf(wrong)).toEqual([]);
  });

  test('has exactly one kind of objects: with known fields only, or maps with a schema for their values', () => {
    const open = places.filter(
      (place) =>
        hasType(place, 'object') &&
        place.schema.additionalProperties !== false &&
        !isSchema(place.schema.additionalProperties),
    );
    expect(pathsOf(open)).toEqual([]);
  });

  test('requires only fields that it knows', () => {
    const wrong = places.filter(({ schema }) => {
      const names = propertiesOf(schema).map(([name]) => name);
      return [schema.required ?? []].flat().some((name) => !names.includes(String(name)));
    });
    expect(pathsOf(wrong)).toEqual([]);
  });
});

describe('every input', () => {
  test('bounds its texts', () => {
    const open = inputs.filter((place) => hasType(place, 'string') && !place.schema.enum && !place.schema.maxLength);
    expect(pathsOf(open)).toEqual([]);
  });

  test('bounds its lists', () => {
    const open = inputs.filter((place) => hasType(place, 'array') && !place.schema.maxItems);
    expect(pathsOf(open)).toEqual([]);
  });

  test('bounds its maps and their keys', () => {
    const open = inputs.filter(
      ({ schema }) =>
        isSchema(schema.additionalProperties) &&
        !(schema.maxProperties && isSchema(schema.propertyNames) && schema.propertyNames.maxLength),
    );
    expect(pathsOf(open)).toEqual([]);
  });
});

describe('every answer', () => {
  test('always has all its fields', () => {
    const partial = places.filter(
      (place) =>
        !isInput(place) && propertiesOf(place.schema).some(([name]) => ![place.schema.required].flat().includes(name)),
    );
    expect(pathsOf(partial)).toEqual([]);
  });
});
