import type { Request, Response } from 'express';
import { scopesOf } from '../actions/action.ts';
import { actionByName } from '../actions/registry.ts';
import { type Answer, type RunnableAction, runnable } from '../actions/run-action.ts';
import { type Caller, requireScope } from '../auth/caller.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import { traced } from '../base/tracing.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { letIn } from './authorize.ts';
import { idempotencyKey, runOnce } from './idempotency.ts';
import { objectOf, readBody } from './read-body.ts';
import { requestIdOf } from './request-id.ts';

const statusOf = ({ status }: { readonly status: number }) => ({ 'http.response.status_code': status });

/** Answers the call of an action by its name. */
type CallAction = (name: string, request: Request, response: Response) => Promise<void>;

/**
 * `POST /v1/actions/:action`: token, scope, body, schema, then the action, once per Idempotency-Key. One handler, since
 * the router's way from one to the next costs a call more than most of these do.
 */
export function callAction(services: Services, guard: TokenGuard): CallAction {
  const { maxBodyBytes } = services.settings;
  const actions = new Map([...actionByName].map(([name, action]) => [name, runnable(action, services)]));

  const find = (name: string): RunnableAction => {
    const found = actions.get(name);
    if (!found) throw new ConnectorError('ACTION_NOT_FOUND', { action: name });
    return found;
  };

  const answer = (
    { action, read, run }: RunnableAction,
    caller: Caller,
    body: unknown,
    request: Request,
    response: Response,
  ): Promise<Answer> => {
    const input = read(objectOf(body));
    const actionCall = { input, caller, requestId: requestIdOf(response) };
    const key = action.effect === 'write' ? idempotencyKey(request.headers['idempotency-key']) : undefined;
    if (key === undefined) return run({ ...actionCall, resumed: false });
    const keyed = { clientId: caller.clientId, key, action: action.name, input };
    return runOnce(services, keyed, (begun) => run({ ...actionCall, ...begun }));
  };

  return async (name, request, response) => {
    const { headers } = request;
    const caller = await letIn(guard, request, response);
    const found = find(name);
    for (const scope of scopesOf(found.action)) requireScope(caller, scope);
    response.locals.action = found.action.name;
    // Only now: whoever may not call the action does not get to send megabytes.
    const body = await readBody(request, response, maxBodyBytes);
    const attributes = { 'http.request.method': 'POST', 'http.route': '/v1/actions/:action' };
    const span = { kind: 'server', attributes, headers, ended: statusOf } as const;
    const { status, text, replayed } = await traced(name, span, () => answer(found, caller, body, request, response));
    if (replayed) response.setHeader('Idempotency-Replayed', 'true');
    // By Node itself: Express would look the type up and parse it again on each call.
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  };
}
