import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import type { FaultScript } from '../shared/fault-script.ts';
import { logBody, logRequests } from '../shared/log-requests.ts';
import { playFault, type Refusals } from '../shared/play-fault.ts';
import type { RequestLog } from '../shared/request-log.ts';
import type { AccessTokens } from './access-tokens.ts';
import { authenticate } from './admit.ts';
import { appUserRoutes } from './app-user-routes.ts';
import type { ClientAssertions } from './client-assertion.ts';
import { DpopProofs } from './dpop-proofs.ts';
import { eventHookRoutes } from './event-hook-routes.ts';
import { tellExchanges } from './exchanges.ts';
import { groupRoutes } from './group-routes.ts';
import { limitConcurrency, limitRate, showLimit } from './limits.ts';
import { mappingRoutes } from './mapping-routes.ts';
import { malformed, notFound, OktaError, sendError, serverError, tooManyRequests } from './okta-error.ts';
import type { Org } from './org.ts';
import { schemaRoutes } from './schema-routes.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { userRoutes } from './user-routes.ts';

interface Parts {
  readonly org: Org;
  readonly log: RequestLog;
  readonly faults: FaultScript;
  readonly tokens: AccessTokens;
  readonly assertions: ClientAssertions;
  /** Judges the times in proofs. */
  readonly proofClock: Clock;
}

const nameRequest: RequestHandler = (_req, res, next) => {
  res.set('X-Okta-Request-Id', randomUUID());
  next();
};

const refusals = ({ clock }: Org): Refusals => ({
  tooManyRequests: (res, retryAfterSeconds = 60) => {
    showLimit(res, 1, 0, clock.now() + retryAfterSeconds * 1_000);
    sendError(res, tooManyRequests());
  },
  serverError: (res) => sendError(res, serverError()),
});

const answerError: ErrorRequestHandler = (thrown, _req, res, _next) => {
  if (thrown instanceof OktaError) sendError(res, thrown);
  else if (thrown instanceof Error && 'status' in thrown) sendError(res, malformed());
  else sendError(res, new OktaError(500, 'E0000009', `${thrown}`)); // a defect of the double itself: say which
};

/** The Express app of a local Okta org. */
export function oktaOrgApp({ org, log, faults, tokens, assertions, proofClock }: Parts): Express {
  const { clock, switches } = org;
  const proofs = new DpopProofs(proofClock);
  const app = express();
  app.disable('x-powered-by').disable('etag');

  app.use(
    logRequests(log, clock, () => ({})),
    nameRequest,
  );
  app.use(limitConcurrency(clock, switches), limitRate(clock, switches));
  app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: false }), logBody);
  app.use(playFault(faults, { clock, refusals: refusals(org) }));

  app.post('/oauth2/v1/token', tokenEndpoint({ clock, switches, tokens, assertions, proofs }));
  app.use('/api/v1', tellExchanges, authenticate({ clock, switches, tokens, proofs }));
  app.use('/api/v1/meta', schemaRoutes(org));
  app.use('/api/v1/mappings', mappingRoutes(org));
  app.use('/api/v1/apps', appUserRoutes(org));
  app.use('/api/v1/users', userRoutes(org));
  app.use('/api/v1/groups', groupRoutes(org));
  app.use('/api/v1/eventHooks', eventHookRoutes(org));
  app.use((req) => {
    throw notFound(req.path, 'Resource');
  });
  app.use(answerError);
  return app;
}
