import { ConnectorError } from '../errors.ts';

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
