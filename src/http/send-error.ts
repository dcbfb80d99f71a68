import type { ErrorRequestHandler, Response } from 'express';
import { challenge } from '../auth/challenge.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { requestIdOf } from './request-id.ts';

/** What the body parser's own failures mean. https://expressjs.com/en/resources/middleware/body-parser.html#errors */
function fromBodyParser(thrown: unknown, maxBodyBytes: number): ConnectorError | undefined {
  const { type, status, cause } = (thrown ?? {}) as { type?: unknown; status?: unknown; cause?: unknown };
  switch (type) {
    case 'entity.too.large':
      return new ConnectorError('BODY_TOO_LARGE', { limit: maxBodyBytes });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new ConnectorError('BODY_WRONG_TYPE', { type: 'an encoding that is not supported' });
    case 'entity.parse.failed':
    case 'request.aborted':
    case 'request.size.invalid':
    case 'stream.encoding.set':
      return new ConnectorError('BODY_NOT_JSON', { problem: 'it cannot be parsed' }, [], { cause });
    default:
      // Bytes that are not what Content-Encoding says have no type of their own.
      return status === 400 ? new ConnectorError('BODY_NOT_JSON', { problem: 'it cannot be decompressed' }) : undefined;
  }
}

/** A path with a broken escape such as %E0 leads nowhere; the router reports it as a URIError. */
const fromRouter = (thrown: unknown): ConnectorError | undefined =>
  thrown instanceof URIError ? new ConnectorError('ROUTE_NOT_FOUND', { path: 'this address' }) : undefined;

/** Sends an error as the contract has it, with the headers that belong to it. */
function sendError(response: Response, error: ConnectorError): void {
  const body = error.body(requestIdOf(response));
  const authenticate = challenge(error);
  if (authenticate) response.setHeader('WWW-Authenticate', authenticate);
  if (body.retryable) response.setHeader('Retry-After', String(body.retryAfterSeconds));
  if (error.code === 'METHOD_NOT_ALLOWED') response.setHeader('Allow', String(error.facts.allow));
  response.locals.errorCode = error.code;
  response.status(body.statusCode).json(body);
}

/**
 * The last handler: whatever was thrown becomes the contract's error; what was not foreseen goes to the log as well.
 */
export function errorHandler({ settings, log, metrics }: Services): ErrorRequestHandler {
  return (thrown, _request, response, next) => {
    const error = fromRouter(thrown) ?? fromBodyParser(thrown, settings.maxBodyBytes) ?? toConnectorError(thrown);
    metrics.refusals.inc({ code: error.code });
    if (error.statusCode >= 500) {
      log.error({ requestId: requestIdOf(response), code: error.code, err: error.cause }, error.message);
    }
    if (response.headersSent) next(error);
    else sendError(response, error);
  };
}
