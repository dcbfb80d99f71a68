import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { packageRoot } from '../base/package-root.ts';

/** A JSON Schema (2020-12) as it stands in its file. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The folder with one file per action input and output, and the parts they share. */
const SCHEMA_FOLDER = join(packageRoot, 'schemas');

/** Every schema by its file name, which is also how schemas refer to each other. */
export const schemaFiles: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.example.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(SCHEMA_FOLDER, name), 'utf8')) as JsonSchema]),
);

/** `verbose` puts the schema beside each error, so that messages can use a field's own description. */
const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strict: true });
addFormats.default(ajv);
for (const [name, schema] of schemaFiles) ajv.addSchema(schema, name);

/**
 * The compiled check of one schema file.
 *
 * @param file for example `set-user-values.input.json`
 */
export function validatorOf(file: string): ValidateFunction {
  const validate = ajv.getSchema(file);
  if (!validate) throw new Error(`schemas/${file} is missing`);
  return validate;
}

/** The compiled check of one field of a schema file. */
export const validatorOfPart = (file: string, field: string): ValidateFunction =>
  ajv.compile({ $ref: `${file}#/properties/${field}` });

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
