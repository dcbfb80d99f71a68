import type { RequestHandler } from 'express';
import type { Secret } from '../base/secret.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { sameAs } from './same-secret.ts';

const SCHEME = /^bearer +/i;

/**
 * Lets through who carries the token of the metrics, or everybody where none is set.
 *
 * @param tokenNow asked on each request: it may be replaced while the process runs
 * @throws ConnectorError METRICS_TOKEN_REFUSED
 */
export function metricsToken(tokenNow: () => Secret | undefined): RequestHandler {
  return (request, _response, next) => {
    const token = tokenNow();
    const header = request.headers.authorization ?? '';
    const given = SCHEME.test(header) ? header.replace(SCHEME, '').trimEnd() : '';
    if (token && !sameAs(token)(given)) throw new ConnectorError('METRICS_TOKEN_REFUSED');
    next();
  };
}
