import { STATUS_CODES } from 'node:http';
import { CONSOLE_ERRORS } from '../../src/errors/console-errors.ts';
import { ERROR_CODES, type ErrorKind } from '../../src/errors/error-codes.ts';
import { COMPONENT_PREFIX } from './components.ts';
import { errorExample } from './error-examples.ts';
import { pascalCase } from './naming.ts';

const JSON_TYPE = 'application/json';
const HEADERS = '#/components/headers/';
const RESPONSE_PREFIX = '#/components/responses/';
export const REQUEST_ID_EXAMPLE = '0b7e9a54-2f13-4c60-8d1e-5a6b7c8d9e01';

/** The headers of answers, each described once. */
export const HEADER_COMPONENTS = {
  RequestId: {
    description: 'The id of this call, for the log: the one that was sent, or a new one.',
    schema: { type: 'string' },
    example: REQUEST_ID_EXAMPLE,
  },
  RetryAfter: {
    description: 'Whole seconds after which a repeat makes sense (RFC 9110, section 10.2.3); only on retryable errors.',
    schema: { type: 'integer', minimum: 1 },
    example: 60,
  },
  Replayed: {
    description: 'true when this is the kept answer of an earlier call with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  Challenge: {
    description: 'Why the token was refused (RFC 6750, section 3).',
    schema: { type: 'string' },
    example: 'Bearer error="invalid_token"',
  },
} as const;

/** What every answer has. */
export const REQUEST_ID = { 'X-Request-Id': { $ref: `${HEADERS}RequestId` } };
const RETRY_AFTER = { 'Retry-After': { $ref: `${HEADERS}RetryAfter` } };
const REPLAYED = { 'Idempotency-Replayed': { $ref: `${HEADERS}Replayed` } };
const CHALLENGE = { 'WWW-Authenticate': { $ref: `${HEADERS}Challenge` } };
const ALLOW = {
  Allow: { description: 'The methods that the path takes.', schema: { type: 'string' }, example: 'POST' },
};

/** The headers of an error answer beyond X-Request-Id. */
const EXTRA_HEADERS: Readonly<Record<number, object>> = {
  401: CHALLENGE,
  403: CHALLENGE,
  405: ALLOW,
  409: RETRY_AFTER,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
  504: RETRY_AFTER,
};

const responseName = (status: number): string => pascalCase(STATUS_CODES[status] ?? String(status));

/** What the console shows to people is no answer of the API. */
const codesOf = (status: number): string[] =>
  Object.entries<ErrorKind>(ERROR_CODES)
    .filter(([code, kind]) => kind.status === status && !(code in CONSOLE_ERRORS))
    .map(([code]) => code);

/** An error answer of one status. @param component what describes its body */
export const errorResponse = (status: number, component = 'ErrorBody'): object => ({
  description: `${STATUS_CODES[status]}: ${codesOf(status).join(', ')}.`,
  headers: { ...REQUEST_ID, ...EXTRA_HEADERS[status] },
  content: {
    [JSON_TYPE]: {
      schema: { $ref: COMPONENT_PREFIX + component },
      example: errorExample(status, REQUEST_ID_EXAMPLE),
    },
  },
});

/** The shared error answers, by name. */
export const responseComponents = (statuses: readonly number[]): Record<string, object> =>
  Object.fromEntries(statuses.map((status) => [responseName(status), errorResponse(status)]));

/** The error answers of one operation. */
export const errorResponses = (statuses: readonly number[]): Record<string, object> =>
  Object.fromEntries(statuses.map((status) => [String(status), { $ref: RESPONSE_PREFIX + responseName(status) }]));

/** An answer with JSON of a component. @param example undefined: without an example */
export const okResponse = (description: string, component: string, example: unknown): object => ({
  description,
  headers: REQUEST_ID,
  content: {
    [JSON_TYPE]: { schema: { $ref: COMPONENT_PREFIX + component }, ...(example === undefined ? {} : { example }) },
  },
});

/** The answer of an action that writes, and so may be a kept one. */
export const writeResponse = (...parts: Parameters<typeof okResponse>): object => ({
  ...okResponse(...parts),
  headers: { ...REQUEST_ID, ...REPLAYED },
});
