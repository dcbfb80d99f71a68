import type { RequestHandler } from 'express';

/**
 * Nothing but what this origin serves, no script and no style inside a page, and no page inside another:
 * https://www.w3.org/TR/CSP3/
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What every answer of the console bears; `no-store` and `nosniff` are on all answers of the connector. */
export const pageHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', POLICY);
  // Not `no-referrer`: with it the Origin of our own forms would be null.
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  next();
};
