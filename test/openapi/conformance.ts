import { looseOptions } from '../../src/schema/loose-options.ts';
import {
  type Answer,
  answerOf,
  deliveredDocument,
  type Media,
  type OpenApiDocument,
  type Operation,
} from './document.ts';
import { schemaCheck } from './schema-check.ts';

/** One call as it went over HTTP. */
export interface Exchange {
  readonly method: string;
  /** With its query, if any. */
  readonly path: string;
  /** An object, or the text or bytes that were sent in its place; undefined: none. */
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: unknown;
}

/** Where a call and its answer depart from the document, in words. */
export type ConformanceCheck = (exchange: Exchange) => string[];

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const typeOf = (headers: Exchange['headers']): string => String(headers['content-type']).split(';')[0] ?? '';
/** For people, and so no part of the document. */
const PAGES = /^\/(favicon\.ico|assets\/.*|console(\/.*)?)?$/s;

/** The router takes a slash at the end for none. */
const routeOf = ({ path }: Pick<Exchange, 'path'>): string => path.replace(/\?.*$/s, '').replace(/(.)\/$/, '$1');
const ERROR_BODY = { $ref: '#/components/schemas/ErrorBody' };

/** The options of actions may come in other forms, as the document says in words: what counts is what was read. */
function asRead(path: string, sent: unknown): unknown {
  const [, action] = /^\/v1\/actions\/([a-z-]+)$/.exec(path) ?? [];
  return action === undefined ? sent : looseOptions(`${action}.input.json`)(sent);
}

/**
 * Checks calls against a document: the answer's status, type, headers and body, and the body of every call that
 * succeeded. A call that the document does not know may only be refused, with the error body of the contract.
 */
export function conformanceCheck(document: OpenApiDocument): ConformanceCheck {
  const check = schemaCheck(document);
  const promised = new Set(
    Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap((answer) => Object.keys(answerOf(document, answer).headers ?? {})),
  );

  function headerProblems({ headers }: Exchange, answer: Answer): string[] {
    const documented = answer.headers ?? {};
    const undocumented = [...promised].filter((name) => headers[name.toLowerCase()] !== undefined && !documented[name]);
    const missing = 'X-Request-Id' in documented && headers['x-request-id'] === undefined ? ['X-Request-Id'] : [];
    return [
      ...undocumented.map((name) => `the header ${name} is not documented`),
      ...missing.map((name) => `the header ${name} is missing`),
    ];
  }

  function bodyProblems(exchange: Exchange, answer: Answer): string[] {
    if (exchange.method === 'HEAD') return [];
    if (!answer.content) return exchange.body === '' ? [] : ['the answer has a body that is not documented'];
    const media = answer.content?.[typeOf(exchange.headers)];
    if (!media) return [`the type ${typeOf(exchange.headers)} is not documented`];
    return check(media.schema, exchange.body).map((problem) => `the answer: ${problem}`);
  }

  function requestProblems({ path, requestBody, status }: Exchange, operation: Operation): string[] {
    const media: Media | undefined = operation.requestBody?.content['application/json'];
    // Bytes are how a test sends a compressed body, which has no other shape than the plain one.
    if (!isSuccess(status) || !media || Buffer.isBuffer(requestBody)) return [];
    const sent: unknown = typeof requestBody === 'string' && requestBody !== '' ? JSON.parse(requestBody) : requestBody;
    if (sent === undefined || sent === '') {
      return operation.requestBody?.required ? ['the call succeeded without the body that is required'] : [];
    }
    return check(media.schema, asRead(path, sent)).map((problem) => `the request: ${problem}`);
  }

  function refusalProblems(exchange: Exchange): string[] {
    const { status, method, body } = exchange;
    if (isSuccess(status)) return PAGES.test(routeOf(exchange)) ? [] : ['it succeeds and is not documented'];
    return method === 'HEAD' ? [] : check(ERROR_BODY, body).map((problem) => `the refusal: ${problem}`);
  }

  return (exchange) => {
    const methods = document.paths[routeOf(exchange)];
    const operation = methods?.[exchange.method.toLowerCase().replace('head', 'get')];
    if (!operation) return refusalProblems(exchange);
    const documented = operation.responses[exchange.status];
    if (!documented) return [`the status ${exchange.status} is not documented`];
    const answer = answerOf(document, documented);
    return [
      ...headerProblems(exchange, answer),
      ...bodyProblems(exchange, answer),
      ...requestProblems(exchange, operation),
    ];
  };
}

let delivered: ConformanceCheck | undefined;

/**
 * Holds a call of the test suite against connector/openapi.json, so that the document cannot lie.
 *
 * @throws Error naming every departure
 */
export function expectDocumented(exchange: Exchange): void {
  delivered ??= conformanceCheck(deliveredDocument());
  const problems = delivered(exchange);
  if (problems.length === 0) return;
  const call = `${exchange.method} ${exchange.path} → ${exchange.status}`;
  throw new Error(`connector/openapi.json does not describe ${call}: ${problems.join('; ')}`);
}
