import express, { type ErrorRequestHandler, type Express } from 'express';
import type { FaultScript } from '../shared/fault-script.ts';
import { logBody, logRequests } from '../shared/log-requests.ts';
import { playFault, type Refusals } from '../shared/play-fault.ts';
import type { RequestLog } from '../shared/request-log.ts';
import { authenticate, bearerToken, limitRate, organizationKeyOnly } from './admit.ts';
import { attributeRoutes } from './attribute-routes.ts';
import { emailOnlyRoutes } from './email-only-routes.ts';
import { embedUserRoutes } from './embed-user-routes.ts';
import { groupRoutes } from './group-routes.ts';
import type { OmniInstance } from './instance.ts';
import type { OmniKeys } from './keys.ts';
import { modelRoutes } from './model-routes.ts';
import { notFound, OmniError, sendError, sendScimError } from './omni-error.ts';
import type { OmniRequest } from './omni-request.ts';
import { openApiDocument } from './openapi-document.ts';
import { route } from './route.ts';
import { userRoutes } from './user-routes.ts';
import { whoami } from './whoami.ts';

const SCIM = '/api/scim/v2';
const JSON_TYPES = ['application/json', 'application/scim+json'];

interface Parts {
  readonly instance: OmniInstance;
  readonly keys: OmniKeys;
  readonly log: RequestLog<OmniRequest>;
  readonly faults: FaultScript;
  readonly requestsPerMinute: number;
}

/** Faults come before any route, so their refusals have the v1 form. */
const REFUSALS: Refusals = {
  tooManyRequests: (res, retryAfterSeconds) => {
    if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
    sendError(res, new OmniError(429, 'Too Many Requests'));
  },
  serverError: (res) => sendError(res, new OmniError(500, 'Internal Server Error')),
};

const keyIndex = (keys: OmniKeys, authorization: string | undefined): number | undefined => {
  const index = keys.organization.indexOf(bearerToken(authorization) ?? '');
  return index < 0 ? undefined : index;
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
  const { instance, keys, log, faults, requestsPerMinute } = parts;
  const { clock, switches } = instance;
  const app = express();
  app.disable('x-powered-by').disable('etag');

  app.use(logRequests(log, clock, ({ headers }) => ({ keyIndex: keyIndex(keys, headers.authorization) })));
  app.use(express.json({ type: JSON_TYPES, limit: '1mb' }), logBody);
  app.use(playFault(faults, { clock, refusals: REFUSALS }), authenticate(keys, switches));
  route(app, '/openapi.json', { get: (_req, res) => void res.json(openApiDocument(switches)) });

  app.use('/api', limitRate(requestsPerMinute, clock, switches));
  route(app, '/api/v1/whoami', { get: whoami(switches) });
  app.use('/api/v1/user-attributes', attributeRoutes(instance));
  app.use('/api/v1/users/email-only', emailOnlyRoutes(instance));
  app.use('/api/v1', modelRoutes(instance));
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
