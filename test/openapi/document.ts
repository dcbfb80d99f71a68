import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';
import type { JsonSchema } from '../../src/schema/validator.ts';

/** The parts of an OpenAPI 3.0.3 document that tests look at. */
export interface OpenApiDocument {
  openapi: string;
  readonly servers: readonly { url: string }[];
  readonly tags: readonly { name: string; description?: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, JsonSchema>;
    readonly responses: Record<string, Answer>;
    readonly parameters: Record<string, { name: string; description?: string }>;
    readonly headers: Record<string, object>;
    readonly securitySchemes: { oauth2: { flows: { clientCredentials: { tokenUrl: string; scopes: object } } } };
  };
}

export interface Operation {
  operationId: string;
  summary: string;
  tags: readonly string[];
  readonly security: readonly Record<string, string[]>[];
  readonly parameters?: readonly { $ref: string }[];
  readonly requestBody?: { required: boolean; content: Record<string, Media> };
  readonly responses: Record<string, Answer | Reference>;
}

export interface Reference {
  readonly $ref: string;
}

export interface Answer {
  readonly description: string;
  readonly headers?: Record<string, object>;
  readonly content?: Record<string, Media>;
}

export interface Media {
  schema: JsonSchema;
  example?: unknown;
}

/** connector/openapi.json. */
export const deliveredDocument = (): OpenApiDocument =>
  JSON.parse(readFileSync(join(packageRoot, 'connector/openapi.json'), 'utf8'));

/** An answer itself, whether it stands in place or among the components. */
export function answerOf(document: OpenApiDocument, answer: Answer | Reference): Answer {
  if (!('$ref' in answer)) return answer;
  const target = document.components.responses[answer.$ref.slice('#/components/responses/'.length)];
  if (!target) throw new Error(`${answer.$ref} leads nowhere`);
  return target;
}

/** Every operation with its place, for example `post /v1/actions/ping`. */
export const operationsOf = (document: OpenApiDocument): [place: string, operation: Operation, path: string][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation, string] => [
      `${method} ${path}`,
      operation,
      path,
    ]),
  );
