import type { JsonSchema } from '../../src/schema/validator.ts';
import { errorResponses, REQUEST_ID } from './openapi-responses.ts';

/** What the routes without a token are grouped under. */
export const OPERATION_TAG = 'Operation';

const OK = { title: 'OK', type: 'boolean' };

const HEALTH: JsonSchema = {
  title: 'Health',
  description: 'Sent as long as the process runs.',
  type: 'object',
  properties: { ok: { ...OK, description: 'Always true.', example: true } },
  required: ['ok'],
  additionalProperties: false,
};
const READINESS: JsonSchema = {
  title: 'Readiness',
  description: 'Whether calls can be served.',
  type: 'object',
  properties: {
    ok: { ...OK, description: 'Whether calls can be served.', example: true },
    reasons: {
      title: 'Reasons',
      description: 'What stands in the way, in words; empty when nothing does.',
      type: 'array',
      items: {
        title: 'Reason',
        description: 'One sentence.',
        type: 'string',
        example: 'The database does not answer.',
      },
      example: [],
    },
    warnings: {
      title: 'Warnings',
      description: 'What an operator should see to though calls are served, in words; empty when there is nothing.',
      type: 'array',
      items: {
        title: 'Warning',
        description: 'One sentence.',
        type: 'string',
        example:
          'The new policy cannot be followed, and the last good one holds: policy.yaml:3: /attributes/0/type is required.',
      },
      example: [],
    },
    oktaKeysAgeSeconds: {
      title: 'Age of the signing keys',
      description: "The age of the authorization server's signing keys, in seconds; 0 when there are none yet.",
      type: 'number',
      example: 240,
    },
    omniKeys: {
      title: 'Omni keys',
      description: 'How the Omni API keys fare, in the order of the setting, as far as requests have shown.',
      type: 'array',
      items: {
        title: 'Omni key',
        description: 'One key.',
        type: 'object',
        properties: {
          number: { title: 'Number', description: 'Its place in the setting, from 1.', type: 'integer', example: 1 },
          refused: {
            title: 'Refused',
            description: 'Omni refused it when it was last used.',
            type: 'boolean',
            example: false,
          },
        },
        required: ['number', 'refused'],
        additionalProperties: false,
        example: { number: 1, refused: false },
      },
      example: [{ number: 1, refused: false }],
    },
  },
  required: ['ok', 'reasons', 'warnings', 'oktaKeysAgeSeconds', 'omniKeys'],
  additionalProperties: false,
};
const METRICS: JsonSchema = {
  title: 'Metrics',
  description: 'One line per sample.',
  type: 'string',
  example: 'okta_workflows_omni_idempotent_replays_total 0\n',
};
const OPENAPI: JsonSchema = {
  title: 'OpenAPI document',
  description: 'An OpenAPI document, version 3.0.3.',
  type: 'object',
  example: { openapi: '3.0.3' },
};
const MANIFEST: JsonSchema = {
  title: 'Manifest',
  description: 'As schemas/manifest.schema.json of the package describes it.',
  type: 'object',
  example: { name: 'okta-workflows-omni' },
};

/** A route without a token: what it tells, and in which form. */
interface OpenRoute {
  readonly operationId: string;
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  /** What 503 means here; undefined when the route does not answer it. */
  readonly unavailable?: string;
  /** Whether an operator can have it ask for a token of its own. */
  readonly mayBeLocked?: boolean;
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
    description: 'Metrics in the text format of Prometheus; where METRICS_TOKEN is set, with that as a bearer token.',
    content: { 'text/plain': { schema: METRICS } },
    mayBeLocked: true,
  },
  '/openapi.json': { operationId: 'openapi', description: 'This document.', content: json(OPENAPI) },
  '/manifest.json': { operationId: 'manifest', description: 'The list of actions.', content: json(MANIFEST) },
};

const answer = (description: string, content: OpenRoute['content']): object => ({
  description,
  headers: REQUEST_ID,
  content,
});

const operation = ({ operationId, description, content, unavailable, mayBeLocked }: OpenRoute): object => ({
  operationId,
  summary: description,
  description,
  tags: [OPERATION_TAG],
  security: [],
  responses: {
    200: answer(description, content),
    ...(mayBeLocked ? errorResponses([401]) : {}),
    ...(unavailable ? { 503: answer(unavailable, content) } : {}),
  },
});

/** The operations that need no access token, by path. */
export const openPaths = (): object =>
  Object.fromEntries(Object.entries(OPEN_ROUTES).map(([path, route]) => [path, { get: operation(route) }]));
