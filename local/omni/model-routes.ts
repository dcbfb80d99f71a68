import express, { type RequestHandler, type Router } from 'express';
import { listConnectionEnvironments, listConnections } from './connections.ts';
import type { OmniInstance } from './instance.ts';
import { listModels, modelYaml } from './models.ts';
import { notFound, OmniError } from './omni-error.ts';
import { route } from './route.ts';
import { runQuery } from './run-query.ts';

type Offered = 'on' | 'missing' | 'forbidden';

/** A route that an instance may not have, or not let this key see. */
const offered =
  (state: () => Offered, handler: RequestHandler): RequestHandler =>
  (req, res, next) => {
    if (state() === 'missing') throw notFound('Route');
    if (state() === 'forbidden') throw new OmniError(403, 'Permission denied');
    return handler(req, res, next);
  };

const adminsOnly: RequestHandler = (_req, res, next) => {
  if (res.locals.key.role !== 'ORG_ADMIN') throw new OmniError(403, 'Forbidden');
  next();
};

/** `/api/v1/models`, `/api/v1/query/run`, `/api/v1/connections` and `/api/v1/connection-environments`: read only. */
export function modelRoutes(instance: OmniInstance): Router {
  const router = express.Router();
  const { switches } = instance;
  router.use(['/connections', '/connection-environments'], adminsOnly);
  route(router, '/models', {
    get: offered(
      () => switches.models,
      ({ query }, res) => void res.json(listModels(instance, query)),
    ),
  });
  route(router, '/models/:id/yaml', {
    get: offered(
      () => (switches.models === 'on' ? switches.modelYaml : switches.models),
      ({ params, query }, res) => void res.json(modelYaml(instance, String(params.id), query)),
    ),
  });
  route(router, '/query/run', {
    post: offered(
      () => switches.queries,
      ({ body }, res) => void res.type('text/csv').send(runQuery(instance, body)),
    ),
  });
  route(router, '/connections', {
    get: offered(
      () => switches.connections,
      (_req, res) => void res.json(listConnections(instance)),
    ),
  });
  route(router, '/connection-environments', {
    get: offered(
      () => switches.connectionEnvironments,
      (_req, res) => void res.json(listConnectionEnvironments(instance)),
    ),
  });
  return router;
}
