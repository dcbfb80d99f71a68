import type { RequestHandler, Response } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import type { OmniKey, OmniKeys } from './keys.ts';
import { createLimiter, type Limiter, type LimiterKind } from './limiter.ts';
import { OmniError, sendError } from './omni-error.ts';
import type { OmniSwitches } from './switches.ts';

// These answers come before any route, so they have the v1 form on SCIM paths too.

const BAD_KEY: Record<OmniSwitches['badKey'], OmniError> = {
  '403': new OmniError(403, 'Invalid bearer token'),
  '401': new OmniError(401, 'Unauthorized'),
  '400': new OmniError(400, 'Bad Request: Authorization: Invalid'),
};

/** The key of an `Authorization` header; undefined when it is absent or malformed. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
}

/** Lets only known and enabled keys through and leaves the key in `res.locals.key`. */
export function authenticate(keys: OmniKeys, switches: OmniSwitches): RequestHandler {
  return (req, res, next) => {
    const token = bearerToken(req.headers.authorization);
    if (token === undefined) return sendError(res, new OmniError(401, 'Unauthorized'));
    const key = keys.find(token);
    if (!key || key.disabled) return sendError(res, BAD_KEY[switches.badKey]);
    res.locals.key = key;
    next();
  };
}

/** https://docs.omni.co/api/rate-limits - every request below /api counts, per key. */
export function limitRate(perMinute: number, clock: Clock, switches: OmniSwitches): RequestHandler {
  const limiters = new Map<string, Limiter>();
  const limiterOf = (kind: LimiterKind, { token }: OmniKey): Limiter => {
    const name = `${kind} ${token}`; // another kind starts afresh
    const limiter = limiters.get(name) ?? createLimiter(kind, perMinute);
    limiters.set(name, limiter);
    return limiter;
  };
  return (_req, res, next) => {
    if (perMinute === Number.POSITIVE_INFINITY) return next();
    const limiter = limiterOf(switches.limiter, res.locals.key);
    const now = clock.now();
    if (limiter.allow(now)) return next();
    if (switches.retryAfter === 'yes') res.set('Retry-After', String(Math.ceil(limiter.waitMs(now) / 1_000)));
    sendError(res, new OmniError(429, 'Too Many Requests'));
  };
}

/** SCIM takes organization keys only. */
export const organizationKeyOnly: RequestHandler = (_req, res: Response, next) => {
  const key: OmniKey = res.locals.key;
  if (key.scope === 'organization') return next();
  sendError(res, new OmniError(403, 'User-scoped API keys are not allowed to access the SCIM API'));
};
