import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validate } from '@readme/openapi-parser';
import { SCOPES } from '../../src/action.ts';
import { openapi } from '../../src/generate/openapi.ts';
import { readPackageFacts } from '../../src/generate/package-facts.ts';
import { isSchema, propertiesOf } from '../../src/generate/subschemas.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { JsonSchema } from '../../src/schema/validator.ts';
import { components, sampleAction, schemaPairs } from './sample-actions.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, string[]>[];
  readonly 'x-scope'?: string;
  readonly parameters?: readonly { $ref: string }[];
  readonly responses: Readonly<Record<string, { $ref?: string; content?: Record<string, { schema: JsonSchema }> }>>;
}

interface Document extends JsonSchema {
  readonly openapi: string;
  readonly servers: readonly { url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: { oauth2: { flows: { clientCredentials: { tokenUrl: string; scopes: object } } } };
  };
}

const documents: [string, Document][] = [
  [
    'made for every pair of schemas',
    openapi(
      schemaPairs.map((name) => sampleAction(name)),
      components,
      readPackageFacts(),
    ) as unknown as Document,
  ],
  ['as delivered', JSON.parse(readFileSync(join(packageRoot, 'connector/openapi.json'), 'utf8'))],
];

/** Every schema at or below one, with the names of the fields that lead to it. */
function* schemasIn(document: Document, schema: JsonSchema, path: string[] = []): Generator<[string[], JsonSchema]> {
  yield [path, schema];
  const { $ref, items, additionalProperties } = schema;
  if (typeof $ref === 'string') {
    const target = document.components.schemas[$ref.replace('#/components/schemas/', '')];
    if (!target) throw new Error(`${$ref} leads nowhere`);
    yield* schemasIn(document, target, path);
  }
  for (const [name, property] of propertiesOf(schema)) yield* schemasIn(document, property, [...path, name]);
  for (const inner of [items, additionalProperties]) if (isSchema(inner)) yield* schemasIn(document, inner, path);
}

const isReference = (schema: JsonSchema): boolean => '$ref' in schema;

/** The operation of an action in the made document. */
function operationOf(changes: Parameters<typeof sampleAction>[1]): Operation {
  const document = openapi([sampleAction('read-user', changes)], components, readPackageFacts()) as unknown as Document;
  const operation = document.paths['/v1/actions/read-user']?.post;
  if (!operation) throw new Error('the action has no operation');
  return operation;
}

describe.each(documents)('the OpenAPI document %s', (_, document) => {
  const named = Object.entries(document.components.schemas);
  const inputs = named.filter(([name]) => name.endsWith('Input')).map(([, schema]) => schema);
  const answers = named.filter(([name]) => /Output$|^ErrorBody$/.test(name)).map(([, schema]) => schema);
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  test('is valid OpenAPI 3.0', async () => {
    expect(document.openapi).toBe('3.0.3');
    expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true });
  });

  test('has the client credentials flow with all scopes of the contract', () => {
    const { clientCredentials } = document.components.securitySchemes.oauth2.flows;
    expect(Object.keys(clientCredentials.scopes)).toEqual([...SCOPES]);
    expect(clientCredentials.tokenUrl).toMatch(/\/v1\/token$/);
  });

  test('gives every operation an id of its own', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('asks no token for exactly the routes of operation', () => {
    const open = Object.entries(document.paths).filter(([, path]) =>
      Object.values(path).every(({ security }) => security.length === 0),
    );
    expect(open.map(([path]) => path)).toEqual(['/healthz', '/readyz', '/metrics', '/openapi.json', '/manifest.json']);
  });

  test('offers no choice of schemas, which the import does not take', () => {
    expect(JSON.stringify(document)).not.toMatch(/"(oneOf|anyOf|allOf|not)":/);
  });

  test('describes every input and answer with a title, words and an example for each field', () => {
    for (const root of [...inputs, ...answers]) {
      for (const [path, schema] of schemasIn(document, root)) {
        if (path.length === 0 || isReference(schema)) continue;
        expect({ path, schema }).toMatchObject({
          schema: { title: expect.any(String), description: expect.stringMatching(/[.]$/) },
        });
        if (!schema.properties) expect({ path, schema }).toHaveProperty('schema.example');
      }
    }
  });

  test('has no key with a dot or a colon in an answer', () => {
    const names = answers.flatMap((answer) => [...schemasIn(document, answer)].flatMap(([path]) => path));
    expect(names.filter((name) => !/^[a-z][A-Za-z]*$/.test(name))).toEqual([]);
  });

  test('always sends every field of an answer', () => {
    for (const answer of answers) {
      for (const [path, { properties, required }] of schemasIn(document, answer)) {
        if (properties) expect({ path, required }).toEqual({ path, required: Object.keys(properties) });
      }
    }
  });

  test('nests answers two levels deep at most', () => {
    for (const answer of answers) {
      for (const [path] of schemasIn(document, answer)) expect(path.length).toBeLessThanOrEqual(2);
    }
  });

  test('answers a bare list at the two routes of Connector Builder only', () => {
    const lists = named.filter(([, { type }]) => type === 'array').map(([name]) => name);
    expect(lists).toEqual(['AttributeOptions', 'ValueFields']);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/options/attributes', '/v1/fields/values']),
    );
  });

  test('holds no component that nothing uses', () => {
    const text = JSON.stringify(document);
    for (const [name] of named) expect(text).toContain(`"#/components/schemas/${name}"`);
  });
});

describe('the operation of an action', () => {
  test('asks for its scope, or for any valid token', () => {
    expect(operationOf({ scope: 'omni.values.write' })).toMatchObject({
      'x-scope': 'omni.values.write',
      security: [{ oauth2: ['omni.values.write'] }],
    });
    expect(operationOf({ scope: undefined })).toMatchObject({ 'x-scope': '', security: [{ oauth2: [] }] });
  });

  test('takes an Idempotency-Key only when it writes', () => {
    const key = { $ref: '#/components/parameters/IdempotencyKey' };
    expect(operationOf({ effect: 'write' }).parameters).toContainEqual(key);
    expect(operationOf({ effect: 'read' }).parameters).not.toContainEqual(key);
  });

  test('may answer with the kept answer of an earlier call only when it writes', () => {
    const replayed = { headers: { 'Idempotency-Replayed': { $ref: '#/components/headers/Replayed' } } };
    expect(operationOf({ effect: 'write' }).responses['200']).toMatchObject(replayed);
    expect(operationOf({ effect: 'read' }).responses['200']).not.toMatchObject(replayed);
  });

  test('lists the statuses that can occur and no other', () => {
    const quiet = operationOf({ scope: undefined, effect: 'read', omniRequests: 0, throws: [] });
    expect(Object.keys(quiet.responses)).toEqual('200 400 401 403 405 413 415 500 503'.split(' '));
    const busy = operationOf({ effect: 'write', omniRequests: 2, throws: ['USER_NOT_FOUND'] });
    expect(Object.keys(busy.responses)).toEqual(
      '200 400 401 403 404 405 409 413 415 422 429 500 502 503 504'.split(' '),
    );
  });
});
