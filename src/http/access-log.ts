import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.ts';
import type { Services } from '../services.ts';

/** W3C Trace Context: version, trace id, parent id, flags. https://www.w3.org/TR/trace-context/ */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/** Where a call came from that was not let in: nothing else is known of it. */
const strangerOf = (request: Request, { statusCode }: Response): string | undefined =>
  statusCode === 401 ? request.socket.remoteAddress : undefined;

/** One line and one measurement per answer: who, what, outcome, how long. Never a body, a header or a query. */
export function accessLog({ log, metrics }: Services): RequestHandler {
  // Flat and named field by field: no object is in the line whose members the log would have to look through.
  const lines = log.child({}, { redact: [] });
  return (request, response, next) => {
    const started = performance.now();
    response.once('close', () => {
      const { requestId, action, caller, errorCode } = response.locals as { caller?: Caller; [key: string]: unknown };
      const seconds = (performance.now() - started) / 1_000;
      if (typeof action === 'string') metrics.actionSeconds.observe({ action, status: response.statusCode }, seconds);
      const line = {
        requestId,
        method: request.method,
        action: action ?? 'none',
        clientId: caller?.clientId,
        address: strangerOf(request, response),
        status: response.statusCode,
        code: errorCode,
        aborted: response.writableFinished ? undefined : true,
        durationMs: Math.round(seconds * 1_000_000) / 1_000,
        traceId: TRACEPARENT.exec(String(request.headers.traceparent ?? ''))?.[1],
      };
      const level = typeof action === 'string' || response.statusCode >= 400 ? 'info' : 'debug';
      log.soon(() => lines[level](line, 'answered'));
    });
    next();
  };
}
