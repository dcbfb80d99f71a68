import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { authenticate, bearerToken, limitRate, organizationKeyOnly } from './admit.ts';
import { attributeRoutes } from './attribute-routes.ts';
import { emailOnlyRoutes } from './email-only-routes.ts';
import { embedUserRoutes } from './embed-user-routes.ts';
import type { FaultScript } from './fault-script.ts';
import { groupRoutes } from './group-routes.ts';
import type { OmniInstance } from './instance.ts';
import type { OmniKeys } from './keys.ts';
import { notFound, OmniError, sendError, sendScimError } from './omni-error.ts';
import { openApiDocument } from './openapi-document.ts';
import { playFault } from './play-fault.ts';
import type { OmniRequest, OmniRequestLog } from './request-log.ts';
import { route } from './route.ts';
import { userRoutes } from './user-routes.ts';
import { whoami } from './whoami.ts';

const SCIM = '/api/scim/v2';
const JSON_TYPES = ['application/json', 'application/scim+json'];

interface Parts {
  readonly instance: OmniInstance;
  readonly keys: OmniKeys;
  readonly log: OmniRequestLog;
  readonly faults: FaultScript;
  readonly requestsPerMinute: number;
}

/** Writes each request into the log on arrival, and its status when it is answered. */
function logRequests({ instance, keys, log }: Parts): RequestHandler {
  return (req, res, next) => {
    const keyIndex = keys.organization.indexOf(bearerToken(req.headers.authorization) ?? '');
    const request: OmniRequest = {
      at: instance.clock.now(),
      method: req.method,
      path: req.path,
      query: Object.fromEntries(new URLSearchParams(req.url.split('?')[1])),
      keyIndex: keyIndex < 0 ? undefined : keyIndex,
      status: 0,
      body: undefined,
    };
    log.add(request);
    res.locals.request = request;
    res.on('finish', () => {
      request.status = res.statusCode;
    });
    next();
  };
}

const logBody: RequestHandler = ({ body }, res, next) => {
  res.locals.request.body = body;
  next();
};

function toOmniError(thrown: unknown): OmniError {
  if (thrown instanceof OmniError) return thrown;
  if (thrown instanceof Error && 'status' in thrown) return new OmniError(400, 'Bad Request: body: Invalid JSON');
  return new OmniError(500, `Internal Server Error: ${thrown}`); // a defect of the double itself: say which
}

function answerErrors({ switches }: OmniInstance): ErrorRequestHandler {
  return (thrown, req, res, _next) => {
    const error = toOmniError(thrown);
    if (req.originalUrl.toLowerCase().startsWith(SCIM)) sendScimError(res, error, switches.scimError);
    else sendError(res, error);
  };
}

/** The Express app of a local Omni. Paths are matched without regard to case, as both spellings are in use. */
export function omniApp(parts: Parts): Express {
  const { instance, keys, faults, requestsPerMinute } = parts;
  const { clock, switches } = instance;
  const app = express();
  app.disable('x-powered-by').disable('etag');

  app.use(logRequests(parts), express.json({ type: JSON_TYPES, limit: '1mb' }), logBody);
  app.use(playFault(faults, clock), authenticate(keys, switches));
  route(app, '/openapi.json', { get: (_req, res) => void res.json(openApiDocument(switches)) });

  app.use('/api', limitRate(requestsPerMinute, clock, switches));
  route(app, '/api/v1/whoami', { get: whoami(switches) });
  app.use('/api/v1/user-attributes', attributeRoutes(instance));
  app.use('/api/v1/users/email-only', emailOnlyRoutes(instance));
  app.use(SCIM, organizationKeyOnly);
  app.use(`${SCIM}/Users`, userRoutes(instance));
  app.use(`${SCIM}/embed/Users`, embedUserRoutes(instance));
  app.use(`${SCIM}/Groups`, groupRoutes(instance));
  app.use(() => {
    throw notFound('Route');
  });
  app.use(answerErrors(instance));
  return app;
}
