import { type RequestHandler, Router } from 'express';
import { actionByName } from '../actions/registry.ts';
import { runnable } from '../actions/run-action.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import type { Services } from '../services.ts';
import { authenticate, callerOf } from './authorize.ts';
import { requestIdOf } from './request-id.ts';

/**
 * `GET /v1/ping`: the action `ping` for callers that test a connection with a GET, as the flow `_authping` does that
 * Okta's Integration Builder makes of an endpoint.
 */
export function pingRoute(services: Services, guard: TokenGuard): Router {
  const router = Router();
  const ping = actionByName.get('ping');
  if (!ping) return router;
  const { run } = runnable(ping, services);
  const answer: RequestHandler = async (_request, response) => {
    response.locals.action = ping.name;
    const call = { input: {}, caller: callerOf(response), requestId: requestIdOf(response), resumed: false };
    const { status, text } = await run(call);
    response.status(status).type('json').send(text);
  };
  return router.get('/ping', authenticate(guard), answer);
}
