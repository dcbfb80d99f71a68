import type { RequestHandler } from 'express';
import { ConnectorError } from '../errors/connector-error.ts';

/** Lets requests with these methods through, and tells the others which there are (RFC 9110, 15.5.6). */
export const only =
  (...methods: string[]): RequestHandler =>
  ({ method, originalUrl }, _response, next) => {
    if (!methods.includes(method)) {
      const [path = ''] = originalUrl.split('?');
      throw new ConnectorError('METHOD_NOT_ALLOWED', { path, method, allow: methods.join(', ') });
    }
    next();
  };
