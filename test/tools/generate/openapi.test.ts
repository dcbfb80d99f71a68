import { describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../../src/actions/action.ts';
import { actions } from '../../../src/actions/registry.ts';
import { errorsOfAction, statusesOf } from '../../../tools/generate/action-errors.ts';
import { errorExample } from '../../../tools/generate/error-examples.ts';
import { openapi } from '../../../tools/generate/openapi.ts';
import { readPackageFacts } from '../../../tools/generate/package-facts.ts';
import { deliveredDocument, type OpenApiDocument, type Operation } from '../../openapi/document.ts';
import { components, sampleAction, schemaPairs } from './sample-actions.ts';

const documents: [string, OpenApiDocument][] = [
  [
    'made for every pair of schemas',
    openapi(
      schemaPairs.map((name) => sampleAction(name)),
      components,
      readPackageFacts(),
    ) as unknown as OpenApiDocument,
  ],
  ['as delivered', deliveredDocument()],
];

/** The operation of an action in the made document. */
function operationOf(changes: Parameters<typeof sampleAction>[1]): Operation {
  const document = openapi(
    [sampleAction('read-user', changes)],
    components,
    readPackageFacts(),
  ) as unknown as OpenApiDocument;
  const operation = document.paths['/v1/actions/read-user']?.post;
  if (!operation) throw new Error('the action has no operation');
  return operation;
}

describe.each(documents)('the OpenAPI document %s', (_, document) => {
  test('has the client credentials flow with all scopes of the contract', () => {
    const { clientCredentials } = document.components.securitySchemes.oauth2.flows;
    expect(Object.keys(clientCredentials.scopes)).toEqual([...SCOPES]);
    expect(clientCredentials.tokenUrl).toMatch(/\/v1\/token$/);
  });

  test('asks no token for exactly the routes of operation', () => {
    const open = Object.entries(document.paths).filter(([, path]) =>
      Object.values(path).every(({ security }) => security.length === 0),
    );
    const documents = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/manifest.json'];
    expect(open.map(([path]) => path)).toEqual([...documents, '/v1/hooks/okta']);
  });

  test('says whom to ask, on which terms, where more is written, and how a call is authorized', () => {
    expect(document).toMatchObject({
      info: {
        description: expect.stringContaining('Authorization: OAuth 2.0 client credentials'),
        contact: { name: expect.any(String), url: expect.stringMatching(/^https:/) },
        termsOfService: expect.stringMatching(/^https:/),
      },
      externalDocs: { url: expect.stringMatching(/^https:/) },
    });
  });

  test('has the two routes of Connector Builder', () => {
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/options/attributes', '/v1/fields/values']),
    );
  });

  test('groups the operations as the cards are grouped', () => {
    expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['Connector Builder', 'Operation']));
    for (const { post } of Object.values(document.paths)) {
      if (post) expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...post.tags]));
    }
  });
});

describe('the operation of an action', () => {
  test('asks for its scope, or for any valid token', () => {
    expect(operationOf({ scope: 'omni.values.write' })).toMatchObject({
      security: [{ oauth2: ['omni.values.write'] }],
    });
    expect(operationOf({ scope: undefined })).toMatchObject({ security: [{ oauth2: [] }] });
  });

  test('needs a body only when a field of it is required', () => {
    expect(operationOf({}).requestBody?.required).toBe(true);
    const ping = openapi([sampleAction('ping')], components, readPackageFacts()) as unknown as OpenApiDocument;
    expect(ping.paths['/v1/actions/ping']?.post?.requestBody?.required).toBe(false);
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

describe('the example of an error', () => {
  test('is an answer as the connector gives it, with its sentences filled', () => {
    for (const status of statusesOf(actions.flatMap((action) => [...errorsOfAction(action)]))) {
      const example = errorExample(status, 'one');
      expect(example).toMatchObject({ statusCode: status, requestId: 'one' });
      expect(JSON.stringify(example)).not.toMatch(/[{][a-z]+[}]|[" ][?]/);
    }
  });

  test('is asked for when a code brings a status that has none', () => {
    expect(() => errorExample(418, 'one')).toThrow('add one to tools/generate/error-examples.ts');
  });
});
