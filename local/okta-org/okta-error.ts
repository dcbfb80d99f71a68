import { randomBytes } from 'node:crypto';
import type { Response } from 'express';

/**
 * A refusal of the local Okta. Never holds a profile's value. https://developer.okta.com/docs/reference/error-codes/
 */
export class OktaError extends Error {
  override readonly name = 'OktaError';
  readonly status: number;
  readonly code: string;
  readonly causes: readonly string[];

  constructor(status: number, code: string, summary: string, causes: readonly string[] = []) {
    super(summary);
    this.status = status;
    this.code = code;
    this.causes = causes;
  }
}

/** @param subject what was checked, such as `updateUserSchemas` */
export const invalid = (subject: string, cause: string) =>
  new OktaError(400, 'E0000001', `Api validation failed: ${subject}`, [cause]);
export const malformed = () => new OktaError(400, 'E0000003', 'The request body was not well-formed.');
export const forbidden = () =>
  new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
/** @param kind Okta's name of the kind of thing, such as `User` */
export const notFound = (id: string, kind: string) =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${kind})`);
/** What a mapping feeds cannot be set by hand as long as profiles are pushed. */
export const mappedAndPushed = (name: string) =>
  new OktaError(
    403,
    'E0000075',
    `Cannot modify the ${name} attribute because it has a field mapping and profile push is enabled.`,
  );
export const serverError = () => new OktaError(500, 'E0000009', 'Internal Server Error');
export const badToken = () => new OktaError(401, 'E0000011', 'Invalid token provided');
export const tooManyRequests = () =>
  new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');

export function sendError(res: Response, { status, code, message, causes }: OktaError): void {
  res.status(status).json({
    errorCode: code,
    errorSummary: message,
    errorLink: code,
    errorId: `oae${randomBytes(15).toString('base64url')}`,
    errorCauses: causes.map((errorSummary) => ({ errorSummary })),
  });
}
