import express, { type Express, type RequestHandler } from 'express';
import type { TokenGuard } from '../auth/guard.ts';
import { ConnectorError } from '../errors.ts';
import type { Services } from '../services.ts';
import { accessLog } from './access-log.ts';
import { actionRoutes } from './action-routes.ts';
import { connectorBuilderRoutes } from './connector-builder-routes.ts';
import { openRoutes } from './open-routes.ts';
import { requestId } from './request-id.ts';
import { errorHandler } from './send-error.ts';

const GET_ONLY = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/manifest.json',
  '/v1/options/attributes',
  '/v1/fields/values',
];

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
};

/** Before the routers, since Express would answer OPTIONS by itself. */
const only =
  (...methods: string[]): RequestHandler =>
  ({ method, path }, _response, next) => {
    if (methods.includes(method)) next();
    else
      throw new ConnectorError('METHOD_NOT_ALLOWED', { path: path.slice(0, 200), method, allow: methods.join(', ') });
  };

const notFound: RequestHandler = (request) => {
  throw new ConnectorError('ROUTE_NOT_FOUND', { path: request.path.slice(0, 200) });
};

/** Refuses calls while the process stops; the health routes go on answering. */
const whileServing =
  (draining: () => boolean): RequestHandler =>
  (_request, _response, next) => {
    if (draining()) throw new ConnectorError('SHUTTING_DOWN', { seconds: 5 });
    next();
  };

/**
 * The HTTP face of the connector. Routes, in order: the documents and health without a token, the two lists for
 * Connector Builder, the actions; what is left is an unknown path.
 *
 * @param draining true once the process is stopping
 */
export function createApp(services: Services, guard: TokenGuard, draining: () => boolean): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(requestId, securityHeaders, accessLog(services));
  // First, since nearly every request is one: each route that comes before is a pattern to try.
  app.all('/v1/actions/:action', only('POST'));
  app.use('/v1/actions', whileServing(draining), actionRoutes(services, guard));
  app.all(GET_ONLY, only('GET', 'HEAD'));
  app.use(openRoutes(services, guard, draining));
  app.use('/v1', whileServing(draining), connectorBuilderRoutes(services, guard));
  app.use(notFound);
  app.use(errorHandler(services));
  return app;
}
