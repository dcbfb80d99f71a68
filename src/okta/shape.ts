import { ConnectorError } from '../errors/connector-error.ts';

/** The error for a 2xx answer whose body is not what the API promises. */
export const unexpected = (problem: string): ConnectorError =>
  new ConnectorError('OKTA_UNEXPECTED_ANSWER', { problem });

/** @param what names it in the error: no value is repeated */
export function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw unexpected(`${what} is no object`);
}

/** As `objectOf`; what is left out or null is empty. */
export const optionalObjectOf = (value: unknown, what: string): Readonly<Record<string, unknown>> =>
  value === undefined || value === null ? {} : objectOf(value, what);

export function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(`${what} is no list`);
}

export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw unexpected(`${what} is no text`);
}

/** What is left out or null is empty. */
export const optionalTextOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A time of Okta's, such as 2026-01-31T08:00:00.000Z, in ms since the epoch. */
export function timeOf(value: unknown, what: string): number {
  const time = Date.parse(textOf(value, what));
  if (Number.isNaN(time)) throw unexpected(`${what} is no time`);
  return time;
}

/**
 * An id or login as one segment of a path. Without the check an empty one would make another call of it (`POST
 * /api/v1/users/` creates a user), and dots would climb to the folder above: RFC 3986, section 5.2.4.
 *
 * @throws ConnectorError OKTA_REFUSED
 */
export function pathSegment(id: string): string {
  if (/^\.{0,2}$/.test(id))
    throw new ConnectorError('OKTA_REFUSED', { detail: 'nothing has an empty id, or one of dots' });
  return encodeURIComponent(id);
}
