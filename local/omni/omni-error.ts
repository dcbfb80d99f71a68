import type { Response } from 'express';
import type { OmniSwitches } from './switches.ts';

/** A refusal of the local Omni: a status and Omni's `detail`. Never holds a key or an attribute value. */
export class OmniError extends Error {
  override readonly name = 'OmniError';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export const badRequest = (field: string, problem: string) => new OmniError(400, `Bad Request: ${field}: ${problem}`);
export const notFound = (what: string) => new OmniError(404, `Not Found: ${what}`);
export const invalidMethod = () => new OmniError(400, 'Invalid method');

/** The error body of the v1 routes. */
export function sendError(res: Response, { status, message }: OmniError): void {
  res.status(status).json({ detail: message, status });
}

const SCIM_BODIES: Record<OmniSwitches['scimError'], (res: Response, error: OmniError) => void> = {
  detail: sendError,
  // RFC 7644, 3.12: the status is a text
  scim: (res, { status, message }) =>
    void res.status(status).json({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      detail: message,
      status: String(status),
    }),
  error: (res, { status, message }) => void res.status(status).json({ error: message }),
  text: (res, { status, message }) => void res.status(status).type('text/plain').send(message),
  empty: (res, { status }) => void res.status(status).end(),
};

/** The error body of the SCIM routes, in the form that the switch `scimError` plays. */
export function sendScimError(res: Response, error: OmniError, form: OmniSwitches['scimError']): void {
  SCIM_BODIES[form](res, error);
}
