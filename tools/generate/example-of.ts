import type { JsonSchema } from '../../src/schema/validator.ts';
import { propertiesOf } from './subschemas.ts';

/** An example of a schema: its own first one, else the examples of its fields put together. */
export function exampleOf(schema: JsonSchema): unknown {
  if (Array.isArray(schema.examples)) return schema.examples[0];
  return Object.fromEntries(propertiesOf(schema).map(([name, property]) => [name, exampleOf(property)]));
}
