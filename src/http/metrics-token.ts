import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Secret } from '../base/secret.ts';
import { ConnectorError } from '../errors/connector-error.ts';

const SCHEME = /^bearer +/i;

/** Texts of any length become comparable in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Lets through who carries the token of the metrics, or everybody where none is set.
 *
 * @param tokenNow asked on each request: it may be replaced while the process runs
 * @throws ConnectorError METRICS_TOKEN_REFUSED
 */
export function metricsToken(tokenNow: () => Secret | undefined): RequestHandler {
  return (request, _response, next) => {
    const token = tokenNow();
    const wanted = token && digest(token.reveal());
    const header = request.headers.authorization ?? '';
    const given = SCHEME.test(header) ? header.replace(SCHEME, '').trimEnd() : '';
    if (wanted && !timingSafeEqual(wanted, digest(given))) throw new ConnectorError('METRICS_TOKEN_REFUSED');
    next();
  };
}
