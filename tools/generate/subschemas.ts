import type { JsonSchema } from '../../src/schema/validator.ts';

/** Whether a keyword's value is a schema, not a boolean, a list or nothing. */
export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of an object schema, in the order of the file. */
export const propertiesOf = (schema: JsonSchema): [name: string, property: JsonSchema][] =>
  Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);

/** A copy of a schema with every schema directly inside it replaced. Examples and defaults are values and stay. */
export function mapSubschemas(schema: JsonSchema, map: (subschema: JsonSchema) => JsonSchema): JsonSchema {
  const copy: Record<string, unknown> = { ...schema };
  if (schema.properties) {
    copy.properties = Object.fromEntries(propertiesOf(schema).map(([name, property]) => [name, map(property)]));
  }
  for (const keyword of ['items', 'additionalProperties', 'propertyNames']) {
    const subschema = schema[keyword];
    if (isSchema(subschema)) copy[keyword] = map(subschema);
  }
  return copy;
}
