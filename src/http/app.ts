import express, { type Express, type RequestHandler, type Router } from 'express';
import type { TokenGuard } from '../auth/token-guard.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { accessLog } from './access-log.ts';
import { callAction } from './call-action.ts';
import { connectorBuilderRoutes } from './connector-builder-routes.ts';
import { oktaHook } from './okta-hook.ts';
import { only } from './only.ts';
import { openRoutes } from './open-routes.ts';
import { pingRoute } from './ping-route.ts';
import { requestId } from './request-id.ts';
import { errorHandler } from './send-error.ts';
import { closeUnread } from './unread-body.ts';

const GET_ONLY = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/manifest.json',
  '/v1/ping',
  '/v1/options/attributes',
  '/v1/fields/values',
];

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
};

const notFound: RequestHandler = (request) => {
  throw new ConnectorError('ROUTE_NOT_FOUND', { path: request.path });
};

/** Refuses calls while the process stops; the health routes go on answering. */
const whileServing =
  (draining: () => boolean): RequestHandler =>
  (_request, _response, next) => {
    if (draining()) throw new ConnectorError('SHUTTING_DOWN', { seconds: 5 });
    next();
  };

const goOn = (): undefined => undefined;

/** Handlers that only look and go on, as one: the router's own way from one to the next costs more than they do. */
const inOrder =
  <Params>(...handlers: RequestHandler<Params>[]): RequestHandler<Params> =>
  (request, response, next) => {
    for (const handle of handlers) handle(request, response, goOn);
    next();
  };

const ACTION = /^\/v1\/actions\/([^/]+)\/?$/i;

/**
 * `/v1/actions/:action`, found by an expression of our own: nearly every request is one, and the router's way to a
 * parameter takes twice as long as the check of a token.
 */
function actionRoute(services: Services, guard: TokenGuard, draining: () => boolean): RequestHandler {
  const before = inOrder(only('POST'), whileServing(draining));
  const call = callAction(services, guard);
  return (request, response, next) => {
    const [, written] = ACTION.exec(request.path) ?? [];
    if (written === undefined) return next();
    before(request, response, goOn);
    return call(written.includes('%') ? decodeURIComponent(written) : written, request, response);
  };
}

/**
 * The HTTP face of the connector. Routes, in order: the actions, the documents and health without a token, Okta's event
 * hook, ping by GET and the two lists for Connector Builder, the pages for people; what is left is an unknown path.
 *
 * @param draining true once the process is stopping
 * @param pages the pages for people
 */
export function createApp(services: Services, guard: TokenGuard, draining: () => boolean, pages: Router): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Nothing answers 304: `If-None-Match: *` would, though no answer has a tag.
  Object.defineProperty(app.request, 'fresh', { value: false });
  app.set('query parser', false);
  app.use(inOrder(requestId, securityHeaders, closeUnread, accessLog(services)));
  // First: each route that comes before is a pattern to try.
  app.use(actionRoute(services, guard, draining));
  app.all(GET_ONLY, only('GET', 'HEAD'));
  app.use(openRoutes(services, guard, draining));
  app.use(oktaHook(services));
  app.use('/v1', whileServing(draining), pingRoute(services, guard), connectorBuilderRoutes(services, guard));
  app.use(pages, notFound);
  app.use(errorHandler(services));
  return app;
}
