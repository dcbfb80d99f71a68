import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.ts';
import type { TokenGuard } from '../auth/token-guard.ts';

const NAME = 'authorization';

/** How many Authorization headers were sent; Node itself keeps only one of them. */
function countHeaders({ rawHeaders }: IncomingMessage): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === NAME.length && name.toLowerCase() === NAME) count += 1;
  }
  return count;
}

/** Lets a caller in by the access token alone, before anything of the body is read. @throws ConnectorError TOKEN_* */
export async function letIn(guard: TokenGuard, request: Request, response: Response): Promise<Caller> {
  const caller = await guard.check(request.headers.authorization, countHeaders(request));
  response.locals.caller = caller;
  return caller;
}

/** `letIn` as a handler of its own. */
export const authenticate =
  (guard: TokenGuard): RequestHandler<Record<string, string>> =>
  async (request, response, next) => {
    await letIn(guard, request, response);
    next();
  };

/** Who calls, once they have been let in. */
export const callerOf = (response: Response): Caller => response.locals.caller as Caller;
