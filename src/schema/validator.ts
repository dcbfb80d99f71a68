import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { packageRoot } from '../base/package-root.ts';

/** A JSON Schema (2020-12) as it stands in its file. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The folder with one file per action input and output, and the parts they share. */
const SCHEMA_FOLDER = join(packageRoot, 'schemas');

/** Every schema by its file name, which is also how schemas refer to each other. */
export const schemaFiles: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(SCHEMA_FOLDER, name), 'utf8')) as JsonSchema]),
);

/**
 * `verbose` puts the schema beside each error, so that messages can use a field's own description. That the schemas are
 * valid is tested, not looked at on each start.
 */
const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strict: true, validateSchema: false });
addFormats.default(ajv);
for (const [name, schema] of schemaFiles) ajv.addSchema(schema, name);

/** The check of a value against a schema; `errors` are those of the last value. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null | undefined;
}

/**
 * The check of one schema file, or of a part of one. It is compiled when the first value comes: compiling all of them
 * takes longer than the rest of a start.
 *
 * @param reference for example `set-user-values.input.json` or `set-user-values.input.json#/properties/userName`
 */
export function validatorOf(reference: string): Validator {
  const [file = ''] = reference.split('#');
  if (!schemaFiles.has(file)) throw new Error(`schemas/${file} is missing`);
  let compiled: ValidateFunction | undefined;
  const check: Validator = (value) => {
    compiled ??= ajv.getSchema(reference);
    if (!compiled) throw new Error(`schemas/${reference} is missing`);
    const fits = compiled(value);
    check.errors = compiled.errors;
    return fits;
  };
  return check;
}

/** A schema with what it refers to in another file beside its own keywords. */
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
