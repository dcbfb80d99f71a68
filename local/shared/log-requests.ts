import type { Request, RequestHandler } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';

/**
 * Writes each request into the log on arrival, and its status when it is answered; leaves the entry in
 * `res.locals.request`.
 *
 * @param more what this log holds of a request beyond every log
 */
export function logRequests<Logged extends LoggedRequest>(
  log: RequestLog<Logged>,
  clock: Clock,
  more: (req: Request) => Omit<Logged, keyof LoggedRequest>,
): RequestHandler {
  return (req, res, next) => {
    const common: LoggedRequest = {
      at: clock.now(),
      method: req.method,
      path: req.path,
      query: Object.fromEntries(new URLSearchParams(req.url.split('?')[1])),
      status: 0,
      body: undefined,
    };
    const request = { ...common, ...more(req) } as Logged;
    log.add(request);
    res.locals.request = request;
    res.on('finish', () => {
      request.status = res.statusCode;
    });
    next();
  };
}

/** Adds the body once it is parsed. */
export const logBody: RequestHandler = ({ body }, res, next) => {
  res.locals.request.body = body;
  next();
};
