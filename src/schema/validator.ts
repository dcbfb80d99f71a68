import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { packageRoot } from '../base/package-root.ts';

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
    .filter((name) => name.endsWith('.json') && !name.endsWith('.example.json'))
    .sort()
    .map((name) => [name, readSchema(name)]),
);

/** @returns an instance that knows the formats, and no schema yet */
function ajvWith(options: Options): Ajv2020 {
  const made = new Ajv2020(options);
  addFormats.default(made);
  return made;
}

/** Made when it is needed for the first time, which is not at the start. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * Stops at the first failure, so that its work never grows with how much is wrong. That the schemas are valid is
 * tested, not looked at.
 */
const ajv = once(() => {
  const made = ajvWith({ allowUnionTypes: true, strict: true, validateSchema: false });
  for (const [name, schema] of schemaFiles) made.addSchema(schema, name);
  return made;
});
/**
 * For single schemas without what is inside of them: no more can be wrong than the schema has keywords. What is
 * required stands inside, which `strict` would miss.
 */
const shallowAjv = once(() => ajvWith({ allErrors: true, strict: false, strictNumbers: true }));

/** The check of a value against a schema; `errors` holds the failure of the last value. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null | undefined;
}

/** Compiled when the first value comes: compiling all schemas takes longer than the rest of a start. */
function lazily(compile: () => ValidateFunction): Validator {
  let compiled: ValidateFunction | undefined;
  const check: Validator = (value) => {
    compiled ??= compile();
    const fits = compiled(value);
    check.errors = compiled.errors;
    return fits;
  };
  return check;
}

/**
 * The check of one schema file; `problemsOf` says what does not fit.
 *
 * @param file for example `set-user-values.input.json`
 */
export function validatorOf(file: string): Validator {
  if (!schemaFiles.has(file)) throw new Error(`schemas/${file} is missing`);
  return lazily(() => {
    const compiled = ajv().getSchema(file);
    if (!compiled) throw new Error(`schemas/${file} is missing`);
    return compiled;
  });
}

/** The check of a part of a schema file. */
export const validatorOfPart = (schema: JsonSchema): Validator => lazily(() => ajv().compile(schema));

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
    const validate = shallowAjv().compile(own);
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
