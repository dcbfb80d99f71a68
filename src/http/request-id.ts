import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** A caller's id is taken when it can stand in a log line and a header as it is. */
const USABLE = /^[\w.:-]{1,128}$/;

/** Gives each request its id, from X-Request-Id when that is usable; every answer carries it. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && USABLE.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  response.setHeader('X-Request-Id', id);
  next();
};

/** The id of the request that this response answers. */
export const requestIdOf = (response: Response): string => String(response.locals.requestId);
