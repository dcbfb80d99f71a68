import type { JsonSchema } from '../schema/validator.ts';

const HEALTH: JsonSchema = {
  type: 'object',
  properties: { ok: { type: 'boolean', description: 'Always true.', example: true } },
  required: ['ok'],
};
const READINESS: JsonSchema = {
  type: 'object',
  properties: {
    ok: { type: 'boolean', description: 'Whether calls can be served.', example: true },
    reasons: {
      type: 'array',
      description: 'What stands in the way, in words; empty when nothing does.',
      items: { type: 'string' },
      example: [],
    },
    oktaKeysAgeSeconds: {
      type: 'number',
      description: "The age of the authorization server's signing keys, in seconds; 0 when there are none yet.",
      example: 240,
    },
  },
  required: ['ok', 'reasons', 'oktaKeysAgeSeconds'],
};
const DOCUMENT: JsonSchema = { type: 'object' };

/** A route without a token: what it tells, and in which form. */
interface OpenRoute {
  readonly operationId: string;
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  /** What 503 means here; undefined when the route does not answer it. */
  readonly unavailable?: string;
}

const json = (schema: JsonSchema): OpenRoute['content'] => ({ 'application/json': { schema } });

const OPEN_ROUTES: Readonly<Record<string, OpenRoute>> = {
  '/healthz': { operationId: 'health', description: 'The process runs.', content: json(HEALTH) },
  '/readyz': {
    operationId: 'readiness',
    description: 'Calls can be served: signing keys are loaded, the database answers.',
    content: json(READINESS),
    unavailable: 'Calls cannot be served; the body says why.',
  },
  '/metrics': {
    operationId: 'metrics',
    description: 'Metrics in the text format of Prometheus.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  },
  '/openapi.json': { operationId: 'openapi', description: 'This document.', content: json(DOCUMENT) },
  '/manifest.json': { operationId: 'manifest', description: 'The list of actions.', content: json(DOCUMENT) },
};

const operation = ({ operationId, description, content, unavailable }: OpenRoute): object => ({
  operationId,
  summary: description,
  tags: ['Operation'],
  security: [],
  responses: { 200: { description, content }, ...(unavailable ? { 503: { description: unavailable, content } } : {}) },
});

/** The operations that need no token, by path. */
export const openPaths = (): object =>
  Object.fromEntries(Object.entries(OPEN_ROUTES).map(([path, route]) => [path, { get: operation(route) }]));
