import { type Request, type RequestHandler, type Response, Router } from 'express';
import { scopesOf } from '../actions/action.ts';
import { actionByName } from '../actions/registry.ts';
import { type RunnableAction, runnable } from '../actions/run-action.ts';
import { requireScope } from '../auth/caller.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import { traced } from '../base/tracing.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { authenticate, callerOf } from './authorize.ts';
import { idempotencyKey, runOnce } from './idempotency.ts';
import { only } from './only.ts';
import { bodyOf, parseBody } from './read-body.ts';
import { requestIdOf } from './request-id.ts';

const statusOf = ({ status }: { readonly status: number }) => ({ 'http.response.status_code': status });

/**
 * `POST /v1/actions/<name>`: token, scope, body, schema, then the action, once per Idempotency-Key.
 *
 * @param whileServing refuses calls while the process stops
 */
export function actionRoutes(services: Services, guard: TokenGuard, whileServing: RequestHandler): Router {
  const actions = new Map([...actionByName].map(([name, action]) => [name, runnable(action, services)]));

  const find = (name: string): RunnableAction => {
    const found = actions.get(name);
    if (!found) throw new ConnectorError('ACTION_NOT_FOUND', { action: name });
    return found;
  };

  /** Before the body is read: whoever may not call the action does not get to send megabytes. */
  const admit: RequestHandler<{ action: string }> = (request, response, next) => {
    const runnable = find(request.params.action);
    for (const scope of scopesOf(runnable.action)) requireScope(callerOf(response), scope);
    response.locals.action = runnable.action.name;
    next();
  };

  const answer = async (request: Request<{ action: string }>, response: Response) => {
    const { action, read, run } = find(request.params.action);
    const input = read(bodyOf(request));
    const caller = callerOf(response);
    const actionCall = { input, caller, requestId: requestIdOf(response) };
    const key = action.effect === 'write' ? idempotencyKey(request.headers['idempotency-key']) : undefined;
    if (key === undefined) return { ...(await run({ ...actionCall, resumed: false })), replayed: false };
    const keyed = { clientId: caller.clientId, key, action: action.name, input };
    return await runOnce(services, keyed, (begun) => run({ ...actionCall, ...begun }));
  };

  const call: RequestHandler<{ action: string }> = async (request, response) => {
    const { headers, params } = request;
    const attributes = { 'http.request.method': 'POST', 'http.route': '/v1/actions/:action' };
    const span = { kind: 'server', attributes, headers, ended: statusOf } as const;
    const { status, text, replayed } = await traced(params.action, span, () => answer(request, response));
    if (replayed) response.setHeader('Idempotency-Replayed', 'true');
    // By Node itself: Express would look the type up and parse it again on each call.
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  };

  const router = Router();
  const body = parseBody(services.settings.maxBodyBytes);
  // One route, since each further one is a pattern to try on every call.
  router.route('/:action').all(only('POST'), whileServing, authenticate(guard), admit, ...body, call);
  return router;
}
