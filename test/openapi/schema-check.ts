import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonSchema } from '../../src/schema/validator.ts';
import type { OpenApiDocument } from './document.ts';

/** What a value breaks, in words; empty when it fits. */
export type SchemaCheck = (schema: JsonSchema, value: unknown) => string[];

/**
 * Checks values against the schemas of a document. A schema is compiled when it is first needed.
 * What an OpenAPI 3.0.3 Schema Object of ours can say means the same in JSON Schema draft 7, which ajv speaks.
 */
export function schemaCheck({ components }: OpenApiDocument): SchemaCheck {
  const ajv = new Ajv({ allErrors: true, strict: true, validateSchema: false });
  ajv.addVocabulary(['example', 'components']);
  addFormats.default(ajv);
  // One schema whose pointers are the references of the document.
  const root = { $id: 'openapi', components: { schemas: components.schemas } };
  ajv.addSchema(root);
  const absolute = (schema: JsonSchema): JsonSchema =>
    JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/'));

  const compiled = new WeakMap<JsonSchema, ReturnType<Ajv['compile']>>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  };
}
