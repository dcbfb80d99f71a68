import type { ErrorRequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.ts';
import { challenge } from '../auth/challenge.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { isDatabaseGone } from '../store/is-gone.ts';
import { requestIdOf } from './request-id.ts';

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
export function errorHandler({ log, metrics }: Services): ErrorRequestHandler {
  return (thrown, _request, response, next) => {
    const error = fromRouter(thrown) ?? toConnectorError(thrown);
    metrics.refusals.inc({ code: error.code });
    if (error.statusCode >= 500) {
      const { action, caller } = response.locals as { action?: string; caller?: Caller };
      const by = { requestId: requestIdOf(response), action, clientId: caller?.clientId };
      // That the database is gone is told once for all calls that meet it.
      const level = isDatabaseGone(error) ? 'debug' : 'error';
      log[level]({ ...by, code: error.code, err: error.cause }, error.message);
    }
    if (response.headersSent) next(error);
    else sendError(response, error);
  };
}
