import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.ts';
import type { TokenGuard } from '../auth/token-guard.ts';

const NAME = 'authorization';

/** How many Authorization headers were sent; Node itself keeps only one of them. */
function countHeaders({ rawHeaders }: Request): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === NAME.length && name.toLowerCase() === NAME) count += 1;
  }
  return count;
}

/** Verifies the access token before anything of the body is read. */
export const authenticate =
  (guard: TokenGuard): RequestHandler<Record<string, string>> =>
  async (request, response, next) => {
    response.locals.caller = await guard.check(request.headers.authorization, countHeaders(request));
    next();
  };

/** Who calls, once `authenticate` has let them in. */
export const callerOf = (response: Response): Caller => response.locals.caller as Caller;
