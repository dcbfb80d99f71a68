import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Exchange } from '../../local/okta-org/exchanges.ts';
import { isObject, type JsonObject } from '../../src/base/is-object.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: JsonObject;
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: JsonObject } };
}

interface Operation {
  readonly parameters?: readonly JsonObject[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, JsonObject>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}

/**
 * Where Okta's published description is not what Okta does, and what is held against instead:
 *
 * - a mapping's body is a map of mappings, of which both fields null removes one; all of Okta's own examples fail;
 * - a definition may be null, which removes the attribute ("null allowed for updates" in the source);
 * - `unique: true` comes back as text, such as UNIQUE_VALIDATED;
 * - a closed list of numbers has numbers, decimal ones too, where the description knows whole ones in `enum` and texts
 *   alone in `const`: Okta refuses texts there (https://github.com/okta/terraform-provider-okta/issues/1034).
 */
const CORRECTED: Readonly<Record<string, JsonObject>> = {
  ProfileMappingRequest: {
    type: 'object',
    required: ['properties'],
    additionalProperties: false,
    properties: {
      properties: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['expression', 'pushStatus'],
          additionalProperties: false,
          properties: {
            expression: { type: ['string', 'null'] },
            pushStatus: { enum: ['PUSH', 'DONT_PUSH', null] },
          },
        },
      },
    },
  },
};

/** No request matches one and only one of two schemas without required fields: `oneOf` is read as `anyOf`. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name === 'oneOf' && Array.isArray(one) ? 'anyOf' : name,
      readable(one),
    ]),
  );
}

function load(): Document {
  const document: Document = JSON.parse(readFileSync(join(import.meta.dirname, 'okta-openapi.json'), 'utf8'));
  const { schemas = {} } = document.components;
  const { UserSchemaAttribute: attribute, UserSchemaAttributeEnum: choice } = schemas;
  const { properties } = attribute as { properties: Record<string, JsonObject> };
  const corrected = {
    ...CORRECTED,
    UserSchemaAttribute: {
      ...attribute,
      nullable: true,
      properties: {
        ...properties,
        enum: { type: ['array', 'null'], items: { type: ['string', 'number'] } },
        unique: { type: ['boolean', 'string', 'null'] },
      },
    },
    UserSchemaAttributeEnum: {
      ...choice,
      properties: { const: { type: ['string', 'number'] }, title: { type: 'string' } },
    },
  };
  return { ...document, components: { ...document.components, schemas: { ...schemas, ...corrected } } };
}

/** Okta's published description of the operations in use, corrected where it is known to be wrong. */
export class OktaDescription {
  readonly #document = load();
  readonly #ajv = new Ajv({ allErrors: true, strict: false, coerceTypes: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    addFormats.default(this.#ajv);
    for (const format of ['int32', 'int64']) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema({ $id: 'okta', components: readable(this.#document.components) as JsonObject });
  }

  /** What of an exchange is not as described, in words; a request that is refused may be anything. */
  problems(exchange: Exchange): string[] {
    const { method, path, status, answer } = exchange;
    const [template, operation] = this.#operation(method, path) ?? [];
    const name = `${method} ${template ?? path}`;
    if (status >= 400) {
      const problems = this.#against({ $ref: '#/components/schemas/Error' }, answer);
      return problems.map((problem) => `${name}: the error ${problem}`);
    }
    if (!operation) return [`${name}: no such operation`];
    const { requestBody, responses } = operation;
    const described = this.#resolved<Content>(responses[status] ?? {});
    if (!responses[status]) return [`${name}: no answer ${status}`];
    return [
      ...this.#scopeProblems(operation, exchange),
      ...this.#queryProblems(operation, exchange),
      ...this.#contentProblems(requestBody, exchange.body).map((problem) => `the request ${problem}`),
      ...this.#contentProblems(described, answer).map((problem) => `the answer ${problem}`),
    ].map((problem) => `${name}: ${problem}`);
  }

  #operation(method: string, path: string): [string, Operation] | undefined {
    for (const [template, operations] of Object.entries(this.#document.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      const operation = operations[method.toLowerCase()];
      if (operation && pattern.test(path)) return [template, operation];
    }
    return undefined;
  }

  #scopeProblems({ security }: Operation, { scopes }: Exchange): string[] {
    const enough = security.flatMap(({ oauth2 = [] }) => oauth2);
    return enough.some((scope) => scopes.includes(scope)) ? [] : [`the token lacks ${enough.join(' or ')}`];
  }

  #queryProblems({ parameters = [] }: Operation, { query }: Exchange): string[] {
    const known = parameters.map((one) => this.#resolved<Parameter>(one)).filter((one) => one.in === 'query');
    return Object.entries(query).flatMap(([name, text]) => {
      const parameter = known.find((one) => one.name === name);
      if (!parameter) return [`the query has ${name}`];
      const value = parameter.schema.type === 'integer' ? Number(text) : text;
      return this.#against(parameter.schema, value).map((problem) => `the query's ${name} ${problem}`);
    });
  }

  #contentProblems({ content }: Content = {}, value: unknown): string[] {
    const schema = content?.['application/json'].schema;
    return schema ? this.#against(schema, value) : [];
  }

  #resolved<T>(node: JsonObject): T {
    const { $ref } = node;
    if (typeof $ref !== 'string') return node as T;
    const [, , kind = '', name = ''] = $ref.split('/');
    return this.#document.components[kind]?.[name] as T;
  }

  #against(schema: JsonObject, value: unknown): string[] {
    const text = JSON.stringify(readable(schema)).replaceAll('"$ref":"#/', '"$ref":"okta#/');
    const validate = this.#compiled.get(text) ?? this.#ajv.compile(JSON.parse(text));
    this.#compiled.set(text, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  }
}
