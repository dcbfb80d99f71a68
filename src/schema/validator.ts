import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { packageRoot } from '../package-root.ts';

/** A JSON Schema (2020-12) as it stands in its file. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The folder with one file per action input and output, and the parts they share. */
const SCHEMA_FOLDER = join(packageRoot, 'schemas');

/** A reference inside of a file leads there from everywhere: a part of a schema can be checked by itself. */
function readSchema(file: string): JsonSchema {
  const withFile = (key: string, value: unknown): unknown =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#') ? file + value : value;
  return JSON.parse(readFileSync(join(SCHEMA_FOLDER, file), 'utf8'), withFile);
}

/** Every schema by its file name, which is also how schemas refer to each other. */
export const schemaFiles: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, readSchema(name)]),
);

/** Stops at the first failure, so that its work never grows with how much is wrong. */
const ajv = new Ajv2020({ allowUnionTypes: true, strict: true });
/**
 * For single schemas without what is inside of them: no more can be wrong than the schema has keywords. What is required
 * stands inside, which `strict` would miss.
 */
const shallowAjv = new Ajv2020({ allErrors: true, strict: false });
for (const one of [ajv, shallowAjv]) addFormats.default(one);
for (const [name, schema] of schemaFiles) ajv.addSchema(schema, name);

/**
 * The compiled check of one schema file; `problemsOf` says what does not fit.
 *
 * @param file for example `set-user-values.input.json`
 */
export function validatorOf(file: string): ValidateFunction {
  const validate = ajv.getSchema(file);
  if (!validate) throw new Error(`schemas/${file} is missing`);
  return validate;
}

/** The compiled check of a part of a schema file, compiled once. */
export const validatorOfPart = (schema: JsonSchema): ValidateFunction => ajv.compile(schema);

/**
 * The check of a value alone, without the schemas for what is inside of it.
 *
 * @param schema as `resolvedSchema` gives it
 * @returns gives back every failed rule
 */
export function shallowCheck(schema: JsonSchema): (value: unknown) => readonly ErrorObject[] {
  const { $schema, $defs, properties, items, additionalProperties, propertyNames, ...own } = schema;
  return (value) => {
    // Compiled once, when it is needed for the first time.
    const validate = shallowAjv.compile(own);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

/** A schema with what it refers to beside its own keywords. */
export function resolvedSchema({ $ref, ...own }: JsonSchema): JsonSchema {
  if (typeof $ref !== 'string') return own;
  const [file = '', pointer = ''] = $ref.split('#');
  const steps = pointer.split('/').slice(1);
  const found = steps.reduce<JsonSchema | undefined>(
    (schema, step) => schema?.[step] as JsonSchema,
    schemaFiles.get(file),
  );
  if (!found) throw new Error(`schemas/${$ref} is missing`);
  return { ...resolvedSchema(found), ...own };
}
