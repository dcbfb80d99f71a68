import type { RequestHandler } from 'express';
import type { Secret } from '../base/secret.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { sameAs } from './same-secret.ts';

const SCHEME = /^bearer +/i;

/**
 * Lets through who carries the token of the metrics, or everybody where none is set.
 *
 * @throws ConnectorError METRICS_TOKEN_REFUSED
 */
export function metricsToken(token: Secret | undefined): RequestHandler {
  const isToken = token && sameAs(token);
  return (request, _response, next) => {
    const header = request.headers.authorization ?? '';
    const given = SCHEME.test(header) ? header.replace(SCHEME, '').trimEnd() : '';
    if (isToken && !isToken(given)) throw new ConnectorError('METRICS_TOKEN_REFUSED');
    next();
  };
}
