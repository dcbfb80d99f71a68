import type { JsonSchema } from '../../src/schema/validator.ts';
import { mapSubschemas } from './subschemas.ts';

/** The keywords that mean the same in JSON Schema 2020-12 and in the Schema Object of OpenAPI 3.0.3. */
const SAME: ReadonlySet<string> = new Set([
  ...['$ref', 'title', 'description', 'type', 'format', 'enum', 'default'],
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems'],
  ...['properties', 'additionalProperties', 'items', 'minProperties', 'maxProperties'],
]);

type Translation = (value: unknown) => JsonSchema;
const first = (values: unknown): unknown => (Array.isArray(values) ? values[0] : undefined);

/** The keywords that OpenAPI 3.0.3 says in another way, or not at all. */
const TRANSLATED: Readonly<Record<string, Translation>> = {
  examples: (values) => ({ example: first(values) }),
  // An empty list is allowed in 2020-12 only.
  required: (names) => (Array.isArray(names) && names.length > 0 ? { required: names } : {}),
  // The rule for keys has no counterpart; the connector checks it all the same.
  propertyNames: () => ({}),
};

function translate(keyword: string, value: unknown): JsonSchema {
  if (SAME.has(keyword)) return { [keyword]: value };
  const translation = TRANSLATED[keyword];
  if (!translation) throw new Error(`${keyword} cannot be said in OpenAPI 3.0.3 by this generator`);
  return translation(value);
}

/** A schema with several types has none in OpenAPI, because Okta's import does not take oneOf: words and an example. */
const untyped = ({ title, description, examples, default: fallback }: JsonSchema): JsonSchema => ({
  title,
  description,
  ...(fallback === undefined ? {} : { default: fallback }),
  example: first(examples),
});

/**
 * A schema of a component as OpenAPI 3.0.3 says it (https://spec.openapis.org/oas/v3.0.3#schema-object).
 *
 * @throws Error for a keyword that would be lost silently
 */
export function openapiSchema(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.type)) return untyped(schema);
  const translated = Object.entries(schema).map(([keyword, value]) => translate(keyword, value));
  return mapSubschemas(Object.assign({}, ...translated), openapiSchema);
}
