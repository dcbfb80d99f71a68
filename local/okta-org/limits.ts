import type { RequestHandler, Response } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import { sendError, tooManyRequests } from './okta-error.ts';
import type { OktaOrgSwitches } from './switches.ts';

const MINUTE = 60_000;
/** Shown where there is no limit. */
const PLENTY = 1_000_000;

/** Requests under one beginning of the path share a limit. */
const BUCKETS = ['/oauth2/v1', '/api/v1/users', '/api/v1/apps', '/api/v1/meta', '/api/v1/mappings', '/'] as const;

const bucketOf = (path: string): string => BUCKETS.find((start) => path.startsWith(start)) ?? '/';

interface Window {
  readonly endsAt: number;
  used: number;
}

/** @param resetAt ms epoch */
export function showLimit(res: Response, limit: number, remaining: number, resetAt: number): void {
  res.set('X-Rate-Limit-Limit', String(limit));
  res.set('X-Rate-Limit-Remaining', String(remaining));
  res.set('X-Rate-Limit-Reset', String(Math.ceil(resetAt / 1_000)));
}

/**
 * Per bucket a minute's window that begins with its first request:
 * https://developer.okta.com/docs/reference/rate-limits/
 */
export function limitRate(clock: Clock, switches: OktaOrgSwitches): RequestHandler {
  const windows = new Map<string, Window>();
  return ({ path }, res, next) => {
    const now = clock.now();
    const bucket = bucketOf(path);
    const open = windows.get(bucket);
    const window = open && open.endsAt > now ? open : { endsAt: now + MINUTE, used: 0 };
    windows.set(bucket, window);
    const limit = switches.requestsPerMinute ?? PLENTY;
    const isOver = window.used >= limit;
    if (!isOver) window.used += 1;
    showLimit(res, limit, Math.max(0, limit - window.used), window.endsAt);
    if (isOver) sendError(res, tooManyRequests());
    else next();
  };
}

/** A refusal for too many requests at a time shows a limit of 0 and a guess for the reset. */
export function limitConcurrency(clock: Clock, switches: OktaOrgSwitches): RequestHandler {
  let open = 0;
  return (_req, res, next) => {
    if (open >= (switches.concurrency ?? Number.POSITIVE_INFINITY)) {
      showLimit(res, 0, 0, clock.now() + MINUTE);
      return sendError(res, tooManyRequests());
    }
    open += 1;
    res.on('close', () => {
      open -= 1;
    });
    next();
  };
}
