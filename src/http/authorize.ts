import type { RequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.ts';
import type { TokenGuard } from '../auth/guard.ts';

/** Verifies the access token before anything of the body is read. */
export const authenticate =
  (guard: TokenGuard): RequestHandler =>
  async (request, response, next) => {
    const headers = request.rawHeaders.filter(
      (name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization',
    );
    response.locals.caller = await guard.check(request.headers.authorization, headers.length);
    next();
  };

/** Who calls, once `authenticate` has let them in. */
export const callerOf = (response: Response): Caller => response.locals.caller as Caller;
