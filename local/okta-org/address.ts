import type { Request } from 'express';

/** The address of the org, without a trailing slash. */
export const originOf = (req: Request): string => `${req.protocol}://${req.get('host')}`;

/** The address of a request, without the query. */
export const addressOf = (req: Request): string => originOf(req) + req.originalUrl.replace(/\?.*/s, '');
